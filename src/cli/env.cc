// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include <fmt/core.h>

#include "cli/exit_code.h"
#include "cli/region_client.h"
#include "cli/terraform.h"
#include "cli/verbs.h"
#include "json/fields.h"
#include "linux/replace_file.h"
#include "region/authority.h"
#include "region/credentials.h"
#include "region/home.h"

namespace atlas::cli {
namespace {

std::string text_of(const json::Value* value) {
    auto* text = value ? value->as_string() : nullptr;
    return text ? *text : "";
}

int not_there(const Surroundings& surroundings, const std::string& why) {
    fmt::print(
        stderr,
        "atlas: {}\natlas: no region was started in {}; start one with: ./atlas up\n",
        why,
        surroundings.home
    );
    return not_running;
}

// The first key of the first secret whose value has write keys: what a newcomer can post with.
Result<std::string> find_write_key(const RegionClient& region) {
    auto listed = ATLAS_TRY(region.run("secretsmanager", "ListSecrets", json::Object{}));
    auto* secrets = listed.find("SecretList") ? listed.find("SecretList")->as_array() : nullptr;
    for (const auto& secret : secrets ? *secrets : json::Array{}) {
        json::Object input;
        input["SecretId"] = text_of(secret.find("ARN"));
        auto value = region.run("secretsmanager", "GetSecretValue", input);
        auto parsed =
            value ? json::parse(text_of(value.value().find("SecretString"))) : json::parse("null");
        auto* keys = parsed ? parsed.value().find("write_keys") : nullptr;
        auto* list = keys ? keys->as_array() : nullptr;
        if (list && !list->empty()) return text_of(list->front().find("key"));
    }
    return Error(
        ErrorCode::not_found,
        "no secret of this region holds write keys; apply the stack first: ./atlas up"
    );
}

}  // namespace

int print_env(const Surroundings& surroundings, const EnvOptions& options) {
    if (options.write_key) {
        auto key = find_write_key(RegionClient(surroundings.home));
        if (!key) {
            fmt::print(stderr, "atlas: {}\n", key.error().message());
            return key.error().code() == ErrorCode::not_found ? failed : not_running;
        }
        fmt::print("{}\n", key.value());
        return ok;
    }
    auto access = region::read_credentials(surroundings.home);
    if (!access) return not_there(surroundings, access.error().message());
    auto found = std::move(access).value();
    const std::pair<const char*, std::string> exports[] = {
        {"AWS_ENDPOINT_URL", found.endpoint},
        {"AWS_ACCESS_KEY_ID", found.access_key_id},
        {"AWS_SECRET_ACCESS_KEY", found.secret_access_key},
        {"AWS_REGION", found.region},
        {"AWS_DEFAULT_REGION", found.region},
        {"AWS_EC2_METADATA_DISABLED", "true"},
        {"ATLAS_CA", region::authority_path(surroundings.home)},
        {"TF_WORKSPACE", "atlas-" + found.region_id},
        {"TF_CLI_CONFIG_FILE", terraform_configuration(surroundings.home)},
    };
    json::Object object;
    for (const auto& [name, value] : exports) {
        if (value.empty()) continue;
        object[name] = value;
        if (!surroundings.json) fmt::print("export {}='{}'\n", name, value);
    }
    // A token of another life would be sent along with these keys and refused.
    if (!surroundings.json) fmt::print("unset AWS_SESSION_TOKEN AWS_PROFILE\n");
    if (surroundings.json) fmt::print("{}", json::serialize_pretty(object));
    return ok;
}

int print_ca(const Surroundings& surroundings) {
    auto pem = linux::read_file(region::authority_path(surroundings.home));
    if (!pem) return not_there(surroundings, pem.error().message());
    fmt::print("{}", pem.value());
    return ok;
}

}  // namespace atlas::cli
