// SPDX-License-Identifier: Apache-2.0
#include "registry/answers.h"

#include "base/log.h"
#include "json/value.h"

namespace atlas::registry {

net::Response empty_answer(int status) {
    net::Response response;
    response.status = status;
    response.headers.add("Docker-Distribution-Api-Version", "registry/2.0");
    return response;
}

net::Response json_answer(int status, std::string body) {
    auto response = empty_answer(status);
    response.headers.add("Content-Type", "application/json; charset=utf-8");
    response.body = std::move(body);
    return response;
}

net::Response refuse(int http_status, std::string_view code, std::string_view message) {
    json::Object error;
    error["code"] = code;
    error["message"] = message;
    json::Object document;
    document["errors"] = json::Array{std::move(error)};
    return json_answer(http_status, json::serialize(std::move(document)));
}

net::Response refuse(const Refusal& refusal) {
    return refuse(refusal.http_status, refusal.code, refusal.message);
}

net::Response refuse(const Error& error) {
    if (error.code() == ErrorCode::not_found) {
        return refuse(404, "BLOB_UNKNOWN", "the repository does not hold this blob");
    }
    log::error("registry", "{}", error.message());
    return refuse(500, "UNKNOWN", "the registry could not do this");
}

void set_digest(net::Response& response, const Digest& digest) {
    response.headers.set("Docker-Content-Digest", digest.text());
}

}  // namespace atlas::registry
