// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/image_ids.h"

#include "registry/digest.h"

namespace atlas::aws::ecr {
namespace {

Resolved failed(const ImageIdentifier& id, const char* code, const char* reason) {
    return {nullptr, ImageFailure{id, code, reason}};
}

}  // namespace

Resolved resolve(const State& state, const std::string& repository, const ImageIdentifier& id) {
    if (!id.image_digest && !id.image_tag) {
        return failed(
            id,
            "MissingDigestAndTag",
            "Invalid request parameters: both tag and digest cannot be null"
        );
    }
    if (id.image_digest && !registry::Digest::parse(*id.image_digest)) {
        return failed(
            id,
            "InvalidImageDigest",
            "Invalid request parameters: image digest should satisfy the regex "
            "'[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"
        );
    }
    auto* image = find_image(state, repository, id.image_digest ? *id.image_digest : *id.image_tag);
    if (!image) return failed(id, "ImageNotFound", "Requested image not found");
    if (id.image_digest && id.image_tag &&
        !std::ranges::binary_search(image->tags, *id.image_tag)) {
        return failed(
            id, "ImageTagDoesNotMatchDigest", "Requested image's tag does not match its digest"
        );
    }
    return {image, {}};
}

}  // namespace atlas::aws::ecr
