// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace atlas::crypto {

/// AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. `key` is 32 bytes; `context` is
/// authenticated but not stored. Any thread.
std::string seal(
    std::string_view key, std::string_view plain, std::string_view context, Random& random
);
/// invalid_argument when a single bit, the key or the context is not the one it was sealed with.
Result<std::string> unseal(std::string_view key, std::string_view sealed, std::string_view context);

}  // namespace atlas::crypto
