// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace atlas::ingestion {

/// The write keys of clients; only their digests are kept. Constant after construction.
class WriteKeys {
public:
    /// Parses `[{"id":"web","key":"…"}, …]`, the value of WRITE_KEYS. invalid_argument for an empty
    /// list and for empty or duplicate ids or keys; its message contains no key.
    static Result<WriteKeys> parse(std::string_view json);

    /// The id of the key in an `Authorization` header: `Basic` with the key as user name, as
    /// Segment's libraries send it, or `Bearer`. Compares with all keys, in constant time.
    std::optional<std::string> find(std::string_view authorization) const;
    std::size_t size() const { return keys_.size(); }

private:
    struct Key {
        std::string id;
        std::string digest;  // SHA-256, raw
    };
    std::vector<Key> keys_;
};

}  // namespace atlas::ingestion
