// SPDX-License-Identifier: Apache-2.0
// BatchDeleteImage.
#include "aws/ecr/image_ids.h"
#include "aws/ecr/operations.h"
#include "aws/models/ecr/batch_delete_image.h"

namespace atlas::aws::ecr {
namespace {

/// Takes one tag off an image. True when that was its last: ECR deletes the image with it.
bool take_tag(State& state, Call& call, const ImageRow& image, const std::string& tag) {
    const auto& edited = state.images.edit(
        call.batch(),
        image_key(image.repository, image.digest),
        [&](ImageRow& row) { std::erase(row.tags, tag); }
    );
    return edited.tags.empty();
}

Answer<BatchDeleteImageOutput> batch_delete(
    State& state, Call& call, const BatchDeleteImageInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    BatchDeleteImageOutput output;
    std::vector<std::string> removed;
    for (const auto& id : input.image_ids) {
        auto resolved = resolve(state, input.repository_name, id);
        if (!resolved.image) {
            output.failures.push_back(resolved.failure);
            continue;
        }
        auto digest = resolved.image->digest;
        auto tags = resolved.image->tags;
        if (id.image_tag) {
            output.image_ids.push_back({digest, id.image_tag});
            if (take_tag(state, call, *resolved.image, *id.image_tag)) removed.push_back(digest);
            continue;
        }
        if (tags.empty()) output.image_ids.push_back({digest, std::nullopt});
        for (const auto& tag : tags)
            output.image_ids.push_back({digest, tag});
        removed.push_back(digest);
    }
    if (!removed.empty()) remove_images(state, call, input.repository_name, removed);
    return output;
}

}  // namespace

std::vector<Operation> delete_image_operations(State& state) {
    return {operation<BatchDeleteImage>(on_state(state, batch_delete), by_repository(state))};
}

}  // namespace atlas::aws::ecr
