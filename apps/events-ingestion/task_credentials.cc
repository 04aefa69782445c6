// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/task_credentials.h"

#include <fmt/core.h>

#include "json/fields.h"
#include "net/client.h"

namespace atlas::ingestion {
namespace {

struct CredentialsDocument {
    std::string access_key_id;
    std::string secret_access_key;
    std::string token;
    std::string expiration;
    static void fields(auto& self, auto&& field) {
        field("AccessKeyId", self.access_key_id);
        field("SecretAccessKey", self.secret_access_key);
        field("Token", self.token);
        field("Expiration", self.expiration);
    }
};

Error wrong(std::string_view what) {
    return {ErrorCode::invalid_argument, fmt::format("the task's credentials {}", what)};
}

}  // namespace

Result<Credentials> parse_task_credentials(std::string_view json) {
    auto value = json::parse(json);
    CredentialsDocument document;
    // The parser's message could contain a part of the secret, so it is not returned.
    if (!value || !json::from_value(value.value(), document)) return wrong("are not as expected");
    if (document.access_key_id.empty()) return wrong("have no AccessKeyId");
    if (document.secret_access_key.empty()) return wrong("have no SecretAccessKey");
    Credentials credentials{
        document.access_key_id, document.secret_access_key, document.token, std::nullopt
    };
    if (!document.expiration.empty()) {
        credentials.expiry = parse_iso8601(document.expiration);
        if (!credentials.expiry) return wrong("have an Expiration that is no time");
    }
    return credentials;
}

Result<Credentials> read_credentials(const Environment& environment) {
    auto text = [&](const char* name) { return environment(name).value_or(""); };
    if (auto key = text("AWS_ACCESS_KEY_ID"); !key.empty()) {
        return Credentials{
            key, text("AWS_SECRET_ACCESS_KEY"), text("AWS_SESSION_TOKEN"), std::nullopt
        };
    }
    auto path = text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    if (path.empty()) {
        return Error(
            ErrorCode::not_found,
            "no credentials: neither AWS_ACCESS_KEY_ID nor "
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is set"
        );
    }
    net::Request request;
    request.method = "GET";
    request.target = path;
    net::ClientOptions options;
    options.timeout = std::chrono::milliseconds(2000);
    auto response = ATLAS_TRY(
        net::fetch("http://169.254.170.2" + path, request, options).during("ask for credentials")
    );
    if (response.status != 200) {
        return Error(
            ErrorCode::unavailable, fmt::format("ask for credentials: status {}", response.status)
        );
    }
    return parse_task_credentials(response.body);
}

}  // namespace atlas::ingestion
