// SPDX-License-Identifier: Apache-2.0
// BatchGetImage, ListImages, DescribeImages.
#include <fmt/core.h>

#include "aws/ecr/image_ids.h"
#include "aws/ecr/operations.h"
#include "aws/ecr/page.h"
#include "aws/models/ecr/batch_get_image.h"
#include "aws/models/ecr/describe_images.h"
#include "aws/models/ecr/list_images.h"

namespace atlas::aws::ecr {
namespace {

Answer<BatchGetImageOutput> batch_get(State& state, Call& call, const BatchGetImageInput& input) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    BatchGetImageOutput output;
    for (const auto& id : input.image_ids) {
        auto resolved = resolve(state, input.repository_name, id);
        if (!resolved.image) {
            output.failures.push_back(resolved.failure);
            continue;
        }
        Image image;
        image.registry_id = call.place().account;
        image.repository_name = input.repository_name;
        image.image_id = ImageIdentifier{resolved.image->digest, id.image_tag};
        image.image_manifest = resolved.image->manifest;
        image.image_manifest_media_type = resolved.image->media_type;
        output.images.push_back(std::move(image));
    }
    return output;
}

bool wanted(const std::optional<std::string>& tag_status, bool tagged) {
    auto status = tag_status.value_or("ANY");
    return status == "ANY" || (status == "TAGGED") == tagged;
}

Answer<ListImagesOutput> list(State& state, Call& call, const ListImagesInput& input) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    auto status = input.filter ? input.filter->tag_status : std::nullopt;
    ListImagesOutput output;
    auto& ids = output.image_ids;
    for (const auto* image : images_of(state, input.repository_name)) {
        if (!wanted(status, !image->tags.empty())) continue;
        if (image->tags.empty()) ids.push_back({image->digest, std::nullopt});
        for (const auto& tag : image->tags)
            ids.push_back({image->digest, tag});
    }
    ATLAS_TRY(cut_page<ListImages>(
        input,
        page_rules(),
        ids,
        output.next_token,
        [](const ImageIdentifier& id) {
            return id.image_digest.value_or("") + " " + id.image_tag.value_or("");
        }
    ));
    return output;
}

ImageDetail detail_of(Call& call, const ImageRow& image) {
    ImageDetail detail;
    detail.registry_id = call.place().account;
    detail.repository_name = image.repository;
    detail.image_digest = image.digest;
    if (image.tags.empty()) {
        detail.image_tags.leave_out();
    } else {
        detail.image_tags.assign(image.tags.begin(), image.tags.end());
    }
    detail.image_size_in_bytes = image.image_bytes;
    detail.image_pushed_at = image.pushed_at;
    detail.image_manifest_media_type = image.media_type;
    if (!image.artifact_media_type.empty()) detail.artifact_media_type = image.artifact_media_type;
    return detail;
}

AwsError image_not_found(Call& call, const std::string& repository, const ImageIdentifier& id) {
    return {
        "ImageNotFoundException",
        fmt::format(
            "The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within the "
            "repository with name '{}' in the registry with id '{}'",
            id.image_digest.value_or("null"),
            id.image_tag.value_or("null"),
            repository,
            call.place().account
        ),
        400,
        {}
    };
}

Answer<DescribeImagesOutput> describe(State& state, Call& call, const DescribeImagesInput& input) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    auto status = input.filter ? input.filter->tag_status : std::nullopt;
    DescribeImagesOutput output;
    auto& details = output.image_details;
    for (const auto& id : input.image_ids) {
        auto resolved = resolve(state, input.repository_name, id);
        if (!resolved.image) return image_not_found(call, input.repository_name, id);
        details.push_back(detail_of(call, *resolved.image));
    }
    if (input.image_ids.empty()) {
        for (const auto* image : images_of(state, input.repository_name)) {
            if (wanted(status, !image->tags.empty())) details.push_back(detail_of(call, *image));
        }
    }
    ATLAS_TRY(cut_page<DescribeImages>(
        input,
        page_rules(),
        details,
        output.next_token,
        [](const ImageDetail& detail) { return detail.image_digest.value_or(""); }
    ));
    return output;
}

}  // namespace

std::vector<Operation> image_operations(State& state) {
    auto resource = by_repository(state);
    return {
        operation<BatchGetImage>(on_state(state, batch_get), resource),
        operation<ListImages>(on_state(state, list), resource),
        operation<DescribeImages>(on_state(state, describe), resource),
    };
}

}  // namespace atlas::aws::ecr
