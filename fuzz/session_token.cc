// SPDX-License-Identifier: Apache-2.0
// A stranger's session token: nobody but the region makes one that opens.
#include "crypto/session_token.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view token(reinterpret_cast<const char*>(bytes), count);
    const std::string region_key(32, 'k');
    ATLAS_CHECK(!atlas::crypto::open_session(region_key, token).ok(), "no stranger's token opens");
    return 0;
}
