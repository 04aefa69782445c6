// SPDX-License-Identifier: Apache-2.0
#include "cli/region_client.h"

#include "cli/interrupts.h"
#include "net/client.h"
#include "region/control.h"

namespace atlas::cli {
namespace {

constexpr std::chrono::seconds answer_timeout{15};

std::string text_of(const json::Value* value) {
    auto* text = value ? value->as_string() : nullptr;
    return text ? *text : "";
}

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
        "the region answered " + std::to_string(response.status) + ": " +
            text_of(value.find("message"))
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
    auto code = text_of(error ? error->find("code") : nullptr);
    return Error(
        ErrorCode::conflict, code + ": " + text_of(error ? error->find("message") : nullptr)
    );
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
