// SPDX-License-Identifier: Apache-2.0
#include "cli/region_client.h"

#include "net/client.h"
#include "region/control.h"

namespace atlas::cli {
namespace {

constexpr int answer_timeout_s = 15;

std::string text_of(const json::Value* value) {
    auto* text = value ? value->as_string() : nullptr;
    return text ? *text : "";
}

}  // namespace

Result<json::Value> RegionClient::ask(
    const std::string& method, const std::string& target, const std::string& body, int timeout_s
) const {
    net::Request request;
    request.method = method;
    request.body = body;
    net::ClientOptions options;
    options.timeout = std::chrono::seconds(timeout_s);
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
    return ask("GET", "/v1/region", "", answer_timeout_s);
}

Result<json::Value> RegionClient::run(
    const std::string& service, const std::string& operation, const json::Value& input
) const {
    auto target = "/v1/operation/" + service + "/" + operation;
    auto answer = ATLAS_TRY(ask("POST", target, json::serialize(input), answer_timeout_s));
    if (auto* output = answer.find("output")) return *output;
    auto* error = answer.find("error");
    auto code = text_of(error ? error->find("code") : nullptr);
    return Error(
        ErrorCode::conflict, code + ": " + text_of(error ? error->find("message") : nullptr)
    );
}

Result<json::Value> RegionClient::last_lines(const std::string& owner_prefix, int count) const {
    return ask(
        "GET",
        "/v1/lines?owner=" + owner_prefix + "&count=" + std::to_string(count),
        "",
        answer_timeout_s
    );
}

Result<> RegionClient::stop() const {
    ATLAS_TRY(ask("POST", "/v1/stop", "", answer_timeout_s));
    return {};
}

}  // namespace atlas::cli
