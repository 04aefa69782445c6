// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "aws/ecr/removable.h"
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

std::map<std::string, std::string> remove_images(
    State& state, Call& call, const std::string& repository, const std::vector<std::string>& digests
) {
    auto [going, referenced] = removable(images_of(state, repository), digests);
    if (going.empty()) return referenced;
    std::set<registry::Digest> removed;
    for (const auto& digest : going) {
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
    return referenced;
}

void remove_tag(State& state, Call& call, const ImageRow& image, const std::string& tag) {
    const auto& edited = state.images.edit(
        call.batch(),
        image_key(image.repository, image.digest),
        [&](ImageRow& row) { std::erase(row.tags, tag); }
    );
    if (edited.tags.empty())
        (void)remove_images(state, call, std::string(edited.repository), {edited.digest});
}

std::string referenced_by(const std::string& index) {
    return "Requested image referenced by manifest list: [" + index + "]";
}

}  // namespace atlas::aws::ecr
