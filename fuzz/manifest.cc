// SPDX-License-Identifier: Apache-2.0
// A stranger's manifest: the first line is the Content-Type, the rest the document. What is taken
// has a known media type, parts that are digests, and a size that adds up.
#include "registry/manifest.h"

#include <cstdint>
#include <string_view>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    using namespace atlas::registry;
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const auto end = std::min(text.find('\n'), text.size());
    const auto type = text.substr(0, end);
    const auto manifest = parse_manifest(text.substr(std::min(end + 1, text.size())), type);
    if (!manifest) return 0;
    const auto& content = manifest.value();
    ATLAS_CHECK(type.empty() || content.media_type == type, "the media types agree");
    const bool index = content.media_type == oci_index || content.media_type == docker_list;
    ATLAS_CHECK(content.config.size() == (index ? 0u : 1u), "an image has one configuration");
    ATLAS_CHECK(index || content.manifests.empty(), "an image has no manifests");
    for (const auto* list : {&content.config, &content.layers}) {
        for (const auto& part : *list) {
            ATLAS_CHECK(Digest::parse(part.digest.text()).ok(), "a part is known by its digest");
            ATLAS_CHECK(content.image_bytes() >= part.size_bytes, "a whole is no less than a part");
        }
    }
    return 0;
}
