// SPDX-License-Identifier: Apache-2.0
// The first byte names a codec, the rest is what a stranger says is packed by it: it is unpacked
// within the limit or refused; and what is packed from it comes out as it was.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "broker/compression/pack.h"

namespace {

using namespace atlas::broker;

constexpr std::size_t bytes_max = 1 << 16;

void check_round_trip(Codec codec, std::string_view bytes, std::string& room) {
    ATLAS_CHECK(unpack(codec, pack(codec, bytes), bytes.size(), room).ok(), "our own is unpacked");
    ATLAS_CHECK(room == bytes, "what was packed comes out");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    if (count == 0) return 0;
    const auto codec = static_cast<Codec>(bytes[0] % 6);
    const std::string_view packed(reinterpret_cast<const char*>(bytes) + 1, count - 1);
    std::string room;
    if (unpack(codec, packed, bytes_max, room).ok())
        ATLAS_CHECK(room.size() <= bytes_max, "the limit holds");
    if (codec == Codec::none || codec > Codec::zstd || packed.empty()) return 0;
    check_round_trip(codec, packed, room);
    return 0;
}
