// SPDX-License-Identifier: Apache-2.0
#include "region/sealing_key.h"

#include "base/encoding.h"
#include "linux/replace_file.h"

namespace atlas::region {

Result<std::string> open_sealing_key(const std::string& home, Random& random) {
    auto path = home + "/sealing.key";
    auto text = linux::read_file(path);
    if (!text && text.error().code() != ErrorCode::not_found) return std::move(text).error();
    if (!text) {
        auto made = random.bytes(32);
        ATLAS_TRY(linux::replace_file(path, encode_hex(made)));
        return made;
    }
    auto key = decode_hex(text.value());
    if (!key || key->size() != 32) return Error(ErrorCode::io, path + " holds no key of 32 bytes");
    return *key;
}

}  // namespace atlas::region
