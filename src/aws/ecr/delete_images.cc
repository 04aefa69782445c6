// SPDX-License-Identifier: Apache-2.0
// BatchDeleteImage.
#include "aws/ecr/image_ids.h"
#include "aws/ecr/operations.h"
#include "aws/models/ecr/batch_delete_image.h"

namespace atlas::aws::ecr {
namespace {

Answer<BatchDeleteImageOutput> batch_delete(
    State& state, Call& call, const BatchDeleteImageInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    BatchDeleteImageOutput output;
    struct Removed {
        ImageIdentifier id;  // as it was asked
        std::string digest;
        std::vector<std::string> tags;
    };
    // By tag only the tag is removed, by digest the image with all its tags.
    std::vector<Removed> removed;
    std::vector<std::string> digests;
    for (const auto& id : input.image_ids) {
        auto resolved = resolve(state, input.repository_name, id);
        if (!resolved.image) {
            output.failures.push_back(resolved.failure);
        } else if (id.image_tag) {
            output.image_ids.push_back({resolved.image->digest, id.image_tag});
            remove_tag(state, call, *resolved.image, *id.image_tag);
        } else {
            removed.push_back({id, resolved.image->digest, resolved.image->tags});
            digests.push_back(resolved.image->digest);
        }
    }
    const auto referenced = remove_images(state, call, input.repository_name, digests);
    for (auto& [id, digest, tags] : removed) {
        if (auto index = referenced.find(digest); index != referenced.end()) {
            output.failures.push_back(
                {id, "ImageReferencedByManifestList", referenced_by(index->second)}
            );
            continue;
        }
        if (tags.empty()) output.image_ids.push_back({digest, std::nullopt});
        for (const auto& tag : tags)
            output.image_ids.push_back({digest, tag});
    }
    return output;
}

}  // namespace

std::vector<Operation> delete_image_operations(State& state) {
    return {operation<BatchDeleteImage>(on_state(state, batch_delete), by_repository(state))};
}

}  // namespace atlas::aws::ecr
