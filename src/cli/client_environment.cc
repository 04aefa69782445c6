// SPDX-License-Identifier: Apache-2.0
#include "cli/client_environment.h"

#include <cstdlib>

#include <unistd.h>

#include "cli/terraform.h"
#include "region/authority.h"

namespace atlas::cli {
namespace {

constexpr const char* direct_names[] = {"127.0.0.1", ".atlas.test"};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string first_set(const char* one, const char* other) {
    auto value = environment(one);
    return value.empty() ? environment(other) : value;
}

bool holds(const std::string& list, const std::string& name) {
    return ("," + list + ",").contains("," + name + ",");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> client_environment(
    const std::string& home, const region::Credentials& access
) {
    std::vector<std::pair<std::string, std::string>> variables{
        {"AWS_ENDPOINT_URL", access.endpoint},
        {"AWS_ACCESS_KEY_ID", access.access_key_id},
        {"AWS_SECRET_ACCESS_KEY", access.secret_access_key},
        {"AWS_SESSION_TOKEN", ""},
        {"AWS_PROFILE", ""},
        {"AWS_DEFAULT_PROFILE", ""},
        {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ""},
        {"AWS_USE_FIPS_ENDPOINT", ""},
        {"AWS_USE_DUALSTACK_ENDPOINT", ""},
        {"AWS_REGION", access.region},
        {"AWS_DEFAULT_REGION", access.region},
        {"AWS_EC2_METADATA_DISABLED", "true"},
        {"ATLAS_CA", region::authority_path(home)},
        {"TF_WORKSPACE", "atlas-" + access.region_id},
    };
    if (auto file = terraform_configuration(home); !file.empty())
        variables.emplace_back("TF_CLI_CONFIG_FILE", file);
    // Service-specific endpoints take precedence over AWS_ENDPOINT_URL.
    for (char** entry = environ; *entry; ++entry) {
        std::string_view variable = *entry;
        if (variable.starts_with("AWS_ENDPOINT_URL_"))
            variables.emplace_back(variable.substr(0, variable.find('=')), "");
    }
    auto proxies = first_set("HTTP_PROXY", "http_proxy") + first_set("HTTPS_PROXY", "https_proxy") +
                   first_set("ALL_PROXY", "all_proxy");
    auto direct = direct_addresses(proxies, first_set("NO_PROXY", "no_proxy"));
    if (!direct.empty()) {
        variables.emplace_back("NO_PROXY", direct);
        variables.emplace_back("no_proxy", direct);
    }
    return variables;
}

std::string direct_addresses(const std::string& proxies, const std::string& direct_now) {
    if (proxies.empty() || direct_now == "*") return "";
    auto all = direct_now;
    for (const char* name : direct_names) {
        if (!holds(all, name)) all += (all.empty() ? "" : ",") + std::string(name);
    }
    return all == direct_now ? "" : all;
}

std::string shell_word(const std::string& text) {
    std::string word = "'";
    for (char letter : text) {
        if (letter == '\'') {
            word += "'\\''";
        } else {
            word += letter;
        }
    }
    return word + "'";
}

}  // namespace atlas::cli
