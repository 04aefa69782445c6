// SPDX-License-Identifier: Apache-2.0
#include "registry/manifest.h"

#include <algorithm>
#include <array>

#include "json/fields.h"

namespace atlas::registry {
namespace {

/// ECR's limit; it also keeps sums of sizes within 64 bits.
constexpr std::int64_t part_bytes_max = 52'000LL << 20;

struct DescriptorDocument {
    std::string media_type;
    std::string digest;
    std::int64_t size = 0;
    static void fields(auto& self, auto&& field) {
        field("mediaType", self.media_type);
        field("digest", self.digest);
        field("size", self.size);
    }
};

struct ManifestDocument {
    int schema_version = 0;
    std::string media_type;
    std::optional<DescriptorDocument> config;
    std::optional<std::vector<DescriptorDocument>> layers;
    std::optional<std::vector<DescriptorDocument>> manifests;
    static void fields(auto& self, auto&& field) {
        field("schemaVersion", self.schema_version);
        field("mediaType", self.media_type);
        field("config", self.config);
        field("layers", self.layers);
        field("manifests", self.manifests);
    }
};

Error wrong(std::string what) {
    return {ErrorCode::invalid_argument, std::move(what)};
}

Result<Descriptor> read_descriptor(const DescriptorDocument& document) {
    auto digest = ATLAS_TRY(Digest::parse(document.digest));
    if (document.size < 0 || document.size > part_bytes_max) {
        return wrong("a size is negative or above 52,000 MiB");
    }
    return Descriptor{digest, document.media_type, static_cast<std::uint64_t>(document.size)};
}

Result<std::vector<Descriptor>> read_descriptors(const std::vector<DescriptorDocument>& documents) {
    std::vector<Descriptor> descriptors;
    for (const auto& document : documents)
        descriptors.push_back(ATLAS_TRY(read_descriptor(document)));
    return descriptors;
}

}  // namespace

std::uint64_t ManifestContent::image_bytes() const {
    std::uint64_t total = 0;
    for (const auto& part : config)
        total += part.size_bytes;
    for (const auto& part : layers)
        total += part.size_bytes;
    return total;
}

Result<ManifestContent> parse_manifest(std::string_view json, std::string_view content_type) {
    auto value = ATLAS_TRY(json::parse(json, {manifest_bytes_max, 32}));
    ManifestDocument document;
    ATLAS_TRY(json::from_value(value, document));
    if (document.schema_version != 2) return wrong("schemaVersion must be 2");

    ManifestContent content;
    content.media_type =
        document.media_type.empty() ? std::string(content_type) : document.media_type;
    if (!content_type.empty() && content_type != content.media_type) {
        return wrong("mediaType and Content-Type differ");
    }
    constexpr std::array known = {oci_manifest, oci_index, docker_manifest, docker_list};
    if (std::find(known.begin(), known.end(), content.media_type) == known.end()) {
        return wrong("the media type is none of a manifest or an index");
    }
    if (content.media_type == oci_index || content.media_type == docker_list) {
        if (!document.manifests) return wrong("an index has a list of manifests");
        content.manifests = ATLAS_TRY(read_descriptors(*document.manifests));
        return content;
    }
    if (!document.config || !document.layers) return wrong("a manifest has config and layers");
    content.config.push_back(ATLAS_TRY(read_descriptor(*document.config)));
    content.layers = ATLAS_TRY(read_descriptors(*document.layers));
    return content;
}

}  // namespace atlas::registry
