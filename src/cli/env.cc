// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "cli/client_environment.h"
#include "cli/document.h"
#include "cli/failure.h"
#include "cli/json_member.h"
#include "cli/output.h"
#include "cli/region_client.h"
#include "cli/verbs.h"
#include "linux/replace_file.h"
#include "region/authority.h"
#include "region/credentials.h"
#include "region/home.h"

namespace atlas::cli {
namespace {

// The first key of the first secret whose value has write keys; a new user can post events with it.
Result<std::string> find_write_key(const RegionClient& region) {
    for (const auto& secret :
         ATLAS_TRY(region.list("secretsmanager", "ListSecrets", {}, "SecretList"))) {
        json::Object input;
        input["SecretId"] = text_of(secret, "ARN");
        auto value = region.run("secretsmanager", "GetSecretValue", input);
        if (!value) continue;
        auto parsed = json::parse(text_of(value.value(), "SecretString"));
        if (!parsed) continue;
        const auto& keys = list_of(parsed.value(), "write_keys");
        if (!keys.empty()) return text_of(keys.front(), "key");
    }
    return Error(ErrorCode::not_found, "no secret of this region holds write keys");
}

int print_write_key(const Surroundings& surroundings) {
    auto key = find_write_key(RegionClient(surroundings.home));
    if (!key && key.error().code() == ErrorCode::not_found)
        return report(
            surroundings, {failed, key.error().message(), "apply the stack first: ./atlas up"}
        );
    if (!key) return report(surroundings, not_answering(surroundings, key.error()));
    if (!surroundings.json) {
        print_out("{}\n", key.value());
        return ok;
    }
    json::Object object;
    object["WriteKey"] = key.value();
    print_document(std::move(object));
    return ok;
}

void print_exports(const std::vector<std::pair<std::string, std::string>>& variables) {
    std::string gone;
    for (const auto& [name, value] : variables) {
        if (value.empty()) {
            gone += " " + name;
        } else {
            print_out("export {}={}\n", name, shell_word(value));
        }
    }
    print_out("unset{}\n", gone);
}

}  // namespace

int print_env(const Surroundings& surroundings, const EnvOptions& options) {
    if (options.write_key) return print_write_key(surroundings);
    auto access = region::read_credentials(surroundings.home);
    if (!access) return report(surroundings, not_answering(surroundings, access.error()));
    auto variables = client_environment(surroundings.home, access.value());
    if (surroundings.json) {
        json::Object environment;
        for (const auto& [name, value] : variables)
            environment[name] = value.empty() ? json::Value() : json::Value(value);
        json::Object object;
        object["Environment"] = std::move(environment);
        print_document(std::move(object));
    } else {
        print_exports(variables);
    }
    if (region::running_pid(surroundings.home) == 0)
        fmt::print(stderr, "atlas: this region does not run now; start it with: ./atlas up\n");
    return ok;
}

int print_ca(const Surroundings& surroundings) {
    auto pem = linux::read_file(region::authority_path(surroundings.home));
    if (!pem) return report(surroundings, not_answering(surroundings, pem.error()));
    if (!surroundings.json) {
        print_out("{}", pem.value());
        return ok;
    }
    json::Object object;
    object["Certificate"] = pem.value();
    print_document(std::move(object));
    return ok;
}

}  // namespace atlas::cli
