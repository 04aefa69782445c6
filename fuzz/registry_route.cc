// SPDX-License-Identifier: Apache-2.0
// A path and a Range header of the registry: what is taken is safe to make a file name of, and lies
// within the blob.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "registry/byte_range.h"
#include "registry/digest.h"
#include "registry/route.h"

namespace {

using namespace atlas::registry;

void check_range(std::string_view header, std::uint64_t size) {
    ByteRange range;
    if (read_range(header, size, range) != RangeKind::part) return;
    ATLAS_CHECK(range.first <= range.last, "a range does not end before it begins");
    ATLAS_CHECK(range.last < size, "a range ends within the blob");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    for (std::uint64_t size : {0UL, 1UL, 1000UL, UINT64_MAX})
        check_range(text, size);
    if (auto digest = Digest::parse(text))
        ATLAS_CHECK(digest.value().text() == text, "a digest is what was written");
    const auto route = parse_route(text);
    if (!route || route->kind == Route::Kind::root) return 0;
    ATLAS_CHECK(is_repository_name(route->repository), "a repository has a name");
    ATLAS_CHECK(route->repository.find("..") == std::string::npos, "a name goes nowhere");
    ATLAS_CHECK(!route->repository.starts_with('/'), "a name has no root");
    ATLAS_CHECK(route->reference.find('/') == std::string::npos, "a reference is one segment");
    ATLAS_CHECK(!is_tag(route->reference) || route->reference != "..", "a tag goes nowhere");
    return 0;
}
