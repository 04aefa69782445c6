// SPDX-License-Identifier: Apache-2.0
#include "registry/answers.h"
#include "registry/exchange.h"
#include "registry/manifest.h"

namespace atlas::registry {
namespace {

using Claim = std::shared_ptr<Blobs::Claim>;
/// The image to record, and the claim that keeps its blobs from being swept.
struct Claimed {
    NewManifest image;
    Claim claim;
};
/// An answer that ends the push, or what to record.
using Checked = std::variant<net::Response, Claimed>;

std::optional<Digest> claim_parts(Blobs::Claim& claim, const ManifestContent& content) {
    for (const auto* list : {&content.config, &content.layers, &content.manifests}) {
        for (const auto& part : *list) {
            if (!claim.add(part.digest)) return part.digest;
        }
    }
    return std::nullopt;
}

/// On a worker: checks the manifest, claims its parts, then stores its bytes.
Checked check_and_store(Blobs& blobs, const Exchange& exchange) {
    const auto& route = exchange.route;
    const auto& bytes = exchange.request.body;
    auto* type = exchange.header("Content-Type");
    auto content = parse_manifest(bytes, type ? *type : "");
    if (!content) return refuse(400, "MANIFEST_INVALID", content.error().message());
    auto claim = std::make_shared<Blobs::Claim>(blobs, route.repository);
    if (auto missing = claim_parts(*claim, content.value())) {
        return refuse(400, "MANIFEST_BLOB_UNKNOWN", "not in this repository: " + missing->text());
    }
    auto digest = Digest::of(bytes);
    bool by_digest = route.reference.starts_with("sha256:");
    if (by_digest && route.reference != digest.text()) {
        return refuse(400, "DIGEST_INVALID", "the manifest's digest is " + digest.text());
    }
    if (!by_digest && !is_tag(route.reference)) {
        return refuse(400, "TAG_INVALID", "this is no tag: " + route.reference);
    }
    if (auto stored = blobs.put(route.repository, bytes); !stored) return refuse(stored.error());
    if (!claim->add(digest)) return refuse(404, "NAME_UNKNOWN", "the repository is gone");

    NewManifest image{
        Manifest{digest, content.value().media_type, bytes.size()},
        std::nullopt,
        content.value().image_bytes(),
        content.value().config.empty() ? "" : content.value().config.front().media_type,
        bytes,
        {}
    };
    for (const auto& part : content.value().manifests)
        image.images.push_back(part.digest);
    if (!by_digest) image.tag = route.reference;
    return Claimed{std::move(image), std::move(claim)};
}

void record(const Tools& tools, const ExchangePtr& exchange, Claimed checked) {
    auto digest = checked.image.manifest.digest;
    tools.world.repositories.put(
        exchange->route.repository,
        std::move(checked.image),
        [exchange, digest, claim = std::move(checked.claim)](std::optional<Refusal> refusal) {
            if (refusal) return exchange->respond(refuse(*refusal));
            auto response = empty_answer(201);
            response.headers.add(
                "Location", "/v2/" + exchange->route.repository + "/manifests/" + digest.text()
            );
            set_digest(response, digest);
            exchange->respond(std::move(response));
        }
    );
}

}  // namespace

// Bytes first, then the row that refers to them: a crash in between leaves unreferenced bytes,
// never a tag without bytes.
void store_manifest(const Tools& tools, const ExchangePtr& exchange) {
    tools.world.workers.run<Checked>(
        [&blobs = tools.world.blobs, exchange] { return check_and_store(blobs, *exchange); },
        tools.world.region_thread,
        [&tools, exchange](Checked checked) {
            if (auto* response = std::get_if<net::Response>(&checked)) {
                return exchange->respond(std::move(*response));
            }
            record(tools, exchange, std::get<Claimed>(std::move(checked)));
        }
    );
}

}  // namespace atlas::registry
