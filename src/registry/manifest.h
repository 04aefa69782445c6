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

/// Maximum size of a manifest, as in ECR.
inline constexpr std::size_t manifest_bytes_max = 4 << 20;

/// A reference from a manifest to one of its parts.
struct Descriptor {
    Digest digest;
    std::string media_type;
    std::uint64_t size_bytes = 0;
};

/// The parts that a manifest names: those of an image, or the manifests of an index.
struct ManifestContent {
    std::string media_type;
    std::vector<Descriptor> config;     // one, or none in an index
    std::vector<Descriptor> layers;     // lowest first
    std::vector<Descriptor> manifests;  // of an index
    /// Size of configuration and layers, which is ECR's imageSizeInBytes.
    std::uint64_t image_bytes() const;
};

/// Parses a manifest; invalid_argument names what is wrong. The request's `content_type` is the
/// media type if the document has none, and must equal it otherwise.
Result<ManifestContent> parse_manifest(std::string_view json, std::string_view content_type);

}  // namespace atlas::registry
