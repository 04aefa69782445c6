// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/digest.h"

namespace atlas::registry {

inline constexpr std::string_view oci_manifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view oci_index = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view docker_manifest =
    "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view docker_list =
    "application/vnd.docker.distribution.manifest.list.v2+json";

/// A manifest is at most this large, as in ECR.
inline constexpr std::size_t manifest_bytes_max = 4 << 20;

struct Descriptor {
    Digest digest;
    std::string media_type;
    std::uint64_t size_bytes = 0;
};

/// What a manifest says about its parts: those of an image, or the manifests of an index.
struct ManifestContent {
    std::string media_type;
    std::vector<Descriptor> config;     // one, or none in an index
    std::vector<Descriptor> layers;     // lowest first
    std::vector<Descriptor> manifests;  // of an index
    /// Configuration and layers, as ECR's imageSizeInBytes counts.
    std::uint64_t image_bytes() const;
};

/// invalid_argument names what is wrong. `content_type` (of the request) decides the media type
/// where the document does not name its own, and must agree where it does.
Result<ManifestContent> parse_manifest(std::string_view json, std::string_view content_type);

}  // namespace atlas::registry
