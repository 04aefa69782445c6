// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <cerrno>

#include <sys/random.h>

#include "base/check.h"
#include "base/encoding.h"

namespace atlas {

std::string Random::hex(std::size_t count) {
    return encode_hex(bytes((count + 1) / 2)).substr(0, count);
}

std::string Random::text(std::size_t count, std::string_view alphabet) {
    ATLAS_CHECK(!alphabet.empty() && alphabet.size() <= 256, "an alphabet has 1 to 256 characters");
    // Bytes above the last whole multiple of the alphabet's size are discarded; with them, the
    // first characters of the alphabet would be more likely than the others.
    const std::size_t usable = 256 / alphabet.size() * alphabet.size();
    std::string chosen;
    while (chosen.size() < count) {
        for (char character : bytes(count - chosen.size())) {
            auto byte = static_cast<unsigned char>(character);
            if (byte < usable) chosen += alphabet[byte % alphabet.size()];
        }
    }
    return chosen;
}

std::string Random::uuid() {
    auto raw = bytes(16);
    // The version is 4 and the variant is 10 in binary (RFC 9562 §4).
    raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x40);
    raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
    auto digits = encode_hex(raw);
    // From the end, since each dash shifts what follows it.
    for (std::size_t at : {20U, 16U, 12U, 8U})
        digits.insert(at, 1, '-');
    return digits;
}

std::string SystemRandom::bytes(std::size_t count) {
    std::string buffer(count, '\0');
    std::size_t filled = 0;
    while (filled < count) {
        auto got = ::getrandom(buffer.data() + filled, count - filled, 0);
        if (got < 0 && errno == EINTR) continue;
        ATLAS_CHECK(got > 0, "getrandom(2) does not fail once the kernel has booted");
        filled += static_cast<std::size_t>(got);
    }
    return buffer;
}

std::string SeededRandom::bytes(std::size_t count) {
    std::string buffer;
    while (buffer.size() < count) {
        auto word = engine_();
        for (int byte = 0; byte < 8 && buffer.size() < count; ++byte, word >>= 8) {
            buffer += static_cast<char>(word & 0xff);
        }
    }
    return buffer;
}

}  // namespace atlas
