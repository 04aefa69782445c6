// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace atlas::broker {

/// The output buffer of a codec: grows by doubling as it fills, up to a limit. Lives during one
/// `unpack`.
class UnpackedBytes {
public:
    UnpackedBytes(std::string& bytes, std::size_t bytes_max)
        : bytes_(bytes), bytes_max_(bytes_max) {}
    /// Space for at least one more byte; exhausted once the limit is exceeded.
    Result<std::span<char>> room();
    /// `count` bytes of the space were filled.
    void fill(std::size_t count) { filled_ += count; }
    /// Space for exactly `count` more bytes, which count as filled.
    Result<std::span<char>> take(std::size_t count);
    /// Cuts the buffer to the filled bytes.
    Result<> finish();

private:
    Error too_large() const;
    void grow(std::size_t size);

    std::string& bytes_;
    const std::size_t bytes_max_;
    std::size_t filled_ = 0;
};

// One codec per file; `packed` must not be empty.
Result<> unpack_gzip(std::string_view packed, UnpackedBytes& into);
Result<> unpack_snappy(std::string_view packed, UnpackedBytes& into);
Result<> unpack_lz4(std::string_view packed, UnpackedBytes& into);
Result<> unpack_zstd(std::string_view packed, UnpackedBytes& into);

}  // namespace atlas::broker
