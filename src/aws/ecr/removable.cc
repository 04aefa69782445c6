// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/removable.h"

#include <set>

#include "registry/manifest.h"

namespace atlas::aws::ecr {
namespace {

/// The digests that an index refers to; empty for an image.
std::vector<std::string> parts_of(const ImageRow& image) {
    std::vector<std::string> parts;
    if (image.media_type != registry::oci_index && image.media_type != registry::docker_list)
        return parts;
    auto content = registry::parse_manifest(image.manifest, image.media_type);
    if (!content) return parts;
    for (const auto& part : content.value().manifests)
        parts.push_back(part.digest.text());
    return parts;
}

}  // namespace

Removable removable(
    const std::vector<const ImageRow*>& images, const std::vector<std::string>& digests
) {
    std::map<std::string, std::vector<std::string>> referrers;  // by part
    for (const auto* image : images) {
        for (auto& part : parts_of(*image))
            referrers[part].push_back(image->digest);
    }
    Removable result;
    std::set<std::string> going(digests.begin(), digests.end());
    // An index that stays keeps its parts, which may be indexes themselves: repeat until nothing
    // changes.
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto& digest : std::set(going)) {
            const auto& by = referrers[digest];
            auto keeper =
                std::ranges::find_if(by, [&](const auto& index) { return !going.contains(index); });
            if (keeper == by.end()) continue;
            result.referenced.emplace(digest, *keeper);
            going.erase(digest);
            changed = true;
        }
    }
    result.digests.assign(going.begin(), going.end());
    return result;
}

}  // namespace atlas::aws::ecr
