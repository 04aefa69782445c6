// SPDX-License-Identifier: Apache-2.0
#include "region/sealing_key.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "linux/replace_file.h"

namespace atlas::region {
namespace {

Result<std::string> make_key(
    const std::string& path, const std::string& digest_path, Random& random
) {
    auto key = random.bytes(32);
    // The digest is written last: a digest that is not empty always belongs to the key on disk.
    ATLAS_TRY(linux::replace_file(digest_path, ""));
    ATLAS_TRY(linux::replace_file(path, encode_hex(key)));
    ATLAS_TRY(linux::replace_file(digest_path, crypto::sha256_hex(key)));
    return key;
}

}  // namespace

Result<std::string> open_sealing_key(const std::string& home, Random& random) {
    auto path = home + "/sealing.key";
    auto digest_path = home + "/sealing.digest";
    auto text = linux::read_file(path);
    if (!text && text.error().code() != ErrorCode::not_found) return std::move(text).error();
    if (!text) return make_key(path, digest_path, random);
    auto key = decode_hex(text.value());
    if (!key || key->size() != 32) return Error(ErrorCode::io, path + " holds no key of 32 bytes");
    auto digest = linux::read_file(digest_path);
    if (!digest && digest.error().code() != ErrorCode::not_found) return std::move(digest).error();
    // Missing in a home of an earlier version, empty after a kill during the first start.
    if (!digest || digest.value().empty()) {
        ATLAS_TRY(linux::replace_file(digest_path, crypto::sha256_hex(*key)));
    } else if (digest.value() != crypto::sha256_hex(*key)) {
        return Error(
            ErrorCode::io, path + " is not the key that this home's secrets are sealed by"
        );
    }
    return *key;
}

}  // namespace atlas::region
