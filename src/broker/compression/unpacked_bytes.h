// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace atlas::broker {

/// Where a codec puts what it unpacks: grows by doubling as it fills, up to a limit.
class UnpackedBytes {
public:
    UnpackedBytes(std::string& bytes, std::size_t bytes_max)
        : bytes_(bytes), bytes_max_(bytes_max) {}
    /// Room for at least one more byte; exhausted when the limit is passed.
    Result<std::span<char>> room();
    /// So many bytes of the room were filled.
    void fill(std::size_t count) { filled_ += count; }
    /// Room for exactly `count` more bytes, which are known to come and are filled at once.
    Result<std::span<char>> take(std::size_t count);
    /// Drops the room that is left.
    Result<> finish();

private:
    Error too_large() const;
    void grow(std::size_t size);

    std::string& bytes_;
    const std::size_t bytes_max_;
    std::size_t filled_ = 0;
};

// One a file; `packed` is not empty.
Result<> unpack_gzip(std::string_view packed, UnpackedBytes& into);
Result<> unpack_snappy(std::string_view packed, UnpackedBytes& into);
Result<> unpack_lz4(std::string_view packed, UnpackedBytes& into);
Result<> unpack_zstd(std::string_view packed, UnpackedBytes& into);

}  // namespace atlas::broker
