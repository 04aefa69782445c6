// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/inflate.h"

#include <array>

#include <zlib.h>

#include "base/check.h"

namespace atlas::ingestion {
namespace {

constexpr std::size_t step_bytes = 64 << 10;
constexpr int gzip_only = 16 + MAX_WBITS;

/// Owns zlib's state for one body.
class Stream {
public:
    explicit Stream(std::string_view compressed) {
        // zlib's input pointer is not const, but it only reads through it.
        zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
        zlib_.avail_in = static_cast<uInt>(compressed.size());
        ATLAS_CHECK(inflateInit2(&zlib_, gzip_only) == Z_OK, "zlib needs only memory");
    }
    ~Stream() { inflateEnd(&zlib_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Appends up to `room` bytes, at most one step, and returns zlib's code.
    int read(std::string& out, std::size_t room) {
        zlib_.next_out = reinterpret_cast<Bytef*>(step_.data());
        zlib_.avail_out = static_cast<uInt>(std::min(room, step_.size()));
        int code = inflate(&zlib_, Z_NO_FLUSH);
        auto* end = reinterpret_cast<char*>(zlib_.next_out);
        out.append(step_.data(), end);
        return code;
    }
    bool has_input() const { return zlib_.avail_in > 0; }
    void next_member() { inflateReset(&zlib_); }

private:
    z_stream zlib_{};
    std::array<char, step_bytes> step_;
};

}  // namespace

Result<std::string> inflate_gzip(std::string_view compressed, std::size_t bytes_max) {
    Stream stream(compressed);
    std::string out;
    while (true) {
        // One byte above the limit, so that reaching it and exceeding it can be told apart.
        int code = stream.read(out, bytes_max + 1 - out.size());
        if (out.size() > bytes_max) {
            return Error(ErrorCode::exhausted, "the decompressed body is too large");
        }
        if (code == Z_STREAM_END) {
            if (!stream.has_input()) return out;
            stream.next_member();
        } else if (code == Z_BUF_ERROR && !stream.has_input()) {
            return Error(ErrorCode::invalid_argument, "the gzip body ends early");
        } else if (code != Z_OK) {
            return Error(ErrorCode::invalid_argument, "the body is not gzip");
        }
    }
}

}  // namespace atlas::ingestion
