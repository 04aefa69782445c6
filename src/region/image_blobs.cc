// SPDX-License-Identifier: Apache-2.0
#include "region/image_blobs.h"

namespace atlas::region {

std::string ImageBlobs::path_of(const std::string& digest) const {
    auto parsed = registry::Digest::parse(digest);
    return parsed ? blobs_.path_of(parsed.value()) : "";
}

Result<std::vector<std::string>> ImageBlobs::digests() const {
    std::vector<std::string> texts;
    for (const auto& digest : ATLAS_TRY(blobs_.list()))
        texts.push_back(digest.text());
    return texts;
}

Result<std::string> ImageBlobs::load(const std::string& digest) const {
    auto parsed = ATLAS_TRY(registry::Digest::parse(digest));
    return blobs_.load(parsed);
}

}  // namespace atlas::region
