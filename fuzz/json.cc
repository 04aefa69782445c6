// SPDX-License-Identifier: Apache-2.0
// A stranger's JSON: what is accepted comes back equal from its own text, compact and pretty.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "json/value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    using namespace atlas;
    const auto value = json::parse({reinterpret_cast<const char*>(bytes), count});
    if (!value) return 0;
    const auto text = json::serialize(value.value());
    const auto again = json::parse(text);
    ATLAS_CHECK(again.ok(), "what was written can be read");
    ATLAS_CHECK(json::serialize(again.value()) == text, "writing twice gives the same text");
    const auto pretty = json::parse(json::serialize_pretty(value.value()));
    ATLAS_CHECK(pretty.ok() && pretty.value() == again.value(), "white space changes nothing");
    return 0;
}
