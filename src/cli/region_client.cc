// SPDX-License-Identifier: Apache-2.0
#include "cli/region_client.h"

#include "cli/interrupts.h"
#include "cli/json_member.h"
#include "net/client.h"
#include "region/control.h"

namespace atlas::cli {
namespace {

constexpr std::chrono::seconds answer_timeout{15};

}  // namespace

Result<json::Value> RegionClient::ask(
    const std::string& method, const std::string& target, const std::string& body, int given_up
) const {
    net::Request request;
    request.method = method;
    request.body = body;
    net::ClientOptions options;
    options.timeout = answer_timeout;
    options.given_up = given_up;
    options.connect_to = "unix:" + region::control_path(home_);
    auto response = ATLAS_TRY(net::fetch("http://region" + target, request, options));
    auto value = ATLAS_TRY(json::parse(response.body));
    if (response.status == 200) return value;
    return Error(
        ErrorCode::io,
        "the region answered " + std::to_string(response.status) + ": " + text_of(value, "message")
    );
}

Result<json::Value> RegionClient::describe() const {
    return ask("GET", "/v1/region");
}

Result<json::Value> RegionClient::run(
    const std::string& service, const std::string& operation, const json::Value& input
) const {
    auto target = "/v1/operation/" + service + "/" + operation;
    auto answer = ATLAS_TRY(ask("POST", target, json::serialize(input)));
    if (auto* output = answer.find("output")) return *output;
    auto* error = answer.find("error");
    if (!error) return Error(ErrorCode::io, "the region answered neither output nor error");
    return Error(ErrorCode::conflict, text_of(*error, "code") + ": " + text_of(*error, "message"));
}

Result<json::Array> RegionClient::list(
    const std::string& service,
    const std::string& operation,
    json::Object input,
    const std::string& member
) const {
    json::Array items;
    while (true) {
        auto page = ATLAS_TRY(run(service, operation, input));
        const auto& found = list_of(page, member);
        items.insert(items.end(), found.begin(), found.end());
        // The names that different APIs use for the token of the next page.
        constexpr std::pair<const char*, const char*> tokens[] = {
            {"nextToken", "nextToken"}, {"NextToken", "NextToken"}, {"NextMarker", "Marker"}
        };
        bool more = false;
        for (const auto& [given, taken] : tokens) {
            auto token = text_of(page, given);
            if (token.empty()) continue;
            input[taken] = token;
            more = true;
        }
        if (!more) return items;
    }
}

Result<std::int64_t> RegionClient::await_change(std::int64_t known) const {
    auto target = "/v1/changes?known=" + std::to_string(known);
    auto answer = ATLAS_TRY(ask("GET", target, "", interrupt_descriptor()));
    auto* version = answer.find("Version");
    auto* number = version ? version->as_int() : nullptr;
    return number ? *number : 0;
}

Result<json::Value> RegionClient::last_lines(const std::string& owner_prefix, int count) const {
    return ask("GET", "/v1/lines?owner=" + owner_prefix + "&count=" + std::to_string(count));
}

Result<> RegionClient::stop() const {
    ATLAS_TRY(ask("POST", "/v1/stop"));
    return {};
}

}  // namespace atlas::cli
