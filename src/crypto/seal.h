// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace atlas::crypto {

/// Encrypts and authenticates with AES-256-GCM. The result is a random nonce of 12 bytes, the
/// ciphertext and a tag of 16 bytes. `key` has 32 bytes. `context` is authenticated but not stored,
/// so `unseal` needs the same one; it keeps a value sealed for one purpose from being used for
/// another. As the nonce is random, a key may seal at most 2^32 values (NIST SP 800-38D §8.3). Any
/// thread.
std::string seal(
    std::string_view key, std::string_view plain, std::string_view context, Random& random
);
/// The plain bytes. invalid_argument: any bit, the key or the context differs.
Result<std::string> unseal(std::string_view key, std::string_view sealed, std::string_view context);

}  // namespace atlas::crypto
