// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.h"
#include "json/fields.h"
#include "registry/answers.h"
#include "registry/exchange.h"

namespace atlas::registry {

void serve_manifest(const Tools& tools, const ExchangePtr& exchange) {
    const auto& route = exchange->route;
    auto found = tools.world.repositories.find(route.repository, route.reference);
    if (!found) {
        return exchange->respond(refuse(404, "MANIFEST_UNKNOWN", "Requested image not found"));
    }
    tools.answer_from_worker(exchange, [&blobs = tools.world.blobs, manifest = *found] {
        auto bytes = blobs.load(manifest.digest);
        if (!bytes) return refuse(bytes.error());
        auto response = empty_answer(200);
        response.headers.add("Content-Type", manifest.media_type);
        set_digest(response, manifest.digest);
        response.body = std::move(bytes).value();
        return response;
    });
}

void remove_manifest(const Tools& tools, const ExchangePtr& exchange) {
    const auto& route = exchange->route;
    tools.world.repositories
        .remove(route.repository, route.reference, [exchange](std::optional<Refusal> refusal) {
            exchange->respond(refusal ? refuse(*refusal) : empty_answer(202));
        });
}

void serve_tags(const Tools& tools, const ExchangePtr& exchange) {
    const auto& route = exchange->route;
    auto tags = tools.world.repositories.tags(route.repository);
    auto after = std::upper_bound(tags.begin(), tags.end(), exchange->parameter("last"));
    tags.erase(tags.begin(), after);
    std::size_t count = tags.size();
    if (auto wanted = parse_decimal(exchange->parameter("n")))
        count = std::min(count, static_cast<std::size_t>(*wanted));
    bool more = count < tags.size();
    tags.resize(count);
    json::Object document;
    document["name"] = route.repository;
    document["tags"] = json::to_value(tags);
    auto response = json_answer(200, json::serialize(std::move(document)));
    if (more && !tags.empty()) {
        auto next = "/v2/" + route.repository + "/tags/list?n=" + std::to_string(count) +
                    "&last=" + tags.back();
        response.headers.add("Link", "<" + next + ">; rel=\"next\"");
    }
    exchange->respond(std::move(response));
}

}  // namespace atlas::registry
