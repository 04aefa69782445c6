// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "aws/ecr/state.h"
#include "base/log.h"
#include "registry/manifest.h"

namespace atlas::aws::ecr {
namespace {

/// The image's own blob and those it is made of.
void collect_parts(const ImageRow& image, std::set<registry::Digest>& parts) {
    if (auto own = registry::Digest::parse(image.digest)) parts.insert(own.value());
    auto content = registry::parse_manifest(image.manifest, image.media_type);
    if (!content) return;
    for (const auto* list :
         {&content.value().config, &content.value().layers, &content.value().manifests}) {
        for (const auto& part : *list)
            parts.insert(part.digest);
    }
}

void release(
    registry::Blobs& blobs, const std::string& repository, const std::set<registry::Digest>& parts
) {
    for (const auto& digest : parts) {
        if (auto released = blobs.release(repository, digest); !released) {
            log::warning("ecr", "{}", released.error().message());
        }
    }
    if (auto swept = blobs.sweep(); !swept) log::warning("ecr", "{}", swept.error().message());
}

}  // namespace

void remove_images(
    State& state, Call& call, const std::string& repository, const std::vector<std::string>& digests
) {
    std::set<registry::Digest> removed;
    for (const auto& digest : digests) {
        auto key = image_key(repository, digest);
        if (auto* image = state.images.find(key)) collect_parts(*image, removed);
        state.images.erase(call.batch(), key);
    }
    std::set<registry::Digest> kept;
    for (const auto* image : images_of(state, repository))
        collect_parts(*image, kept);
    std::erase_if(removed, [&](const auto& digest) { return kept.contains(digest); });
    call.after_commit([&workers = call.host().workers(), blobs = state.blobs, repository, removed] {
        workers.run_task([blobs, repository, removed] { release(*blobs, repository, removed); });
    });
}

}  // namespace atlas::aws::ecr
