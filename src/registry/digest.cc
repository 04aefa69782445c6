// SPDX-License-Identifier: Apache-2.0
#include "registry/digest.h"

#include "crypto/digest.h"

namespace atlas::registry {

Result<Digest> Digest::parse(std::string_view text) {
    constexpr std::string_view prefix = "sha256:";
    constexpr std::size_t hex_digits = 64;
    bool shaped = text.starts_with(prefix) && text.size() == prefix.size() + hex_digits;
    if (shaped) text.remove_prefix(prefix.size());
    if (!shaped || text.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
        return Error(ErrorCode::invalid_argument, "a digest is sha256: and 64 hexadecimal digits");
    }
    return Digest(std::string(text));
}

Digest Digest::of(std::string_view bytes) {
    return Digest(crypto::sha256_hex(bytes));
}

}  // namespace atlas::registry
