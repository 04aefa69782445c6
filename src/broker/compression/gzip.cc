// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include "broker/compression/unpacked_bytes.h"

namespace atlas::broker {
namespace {

/// One zlib stream per thread, reset for each payload, because creating one costs more than most
/// payloads.
class Inflater {
public:
    ~Inflater() {
        if (made_) ::inflateEnd(&stream_);
    }
    z_stream* begin() {
        constexpr int gzip_only = 16 + MAX_WBITS;
        const int code = made_ ? ::inflateReset(&stream_) : ::inflateInit2(&stream_, gzip_only);
        made_ = made_ || code == Z_OK;
        return code == Z_OK ? &stream_ : nullptr;
    }

private:
    z_stream stream_{};
    bool made_ = false;
};

}  // namespace

Result<> unpack_gzip(std::string_view packed, UnpackedBytes& into) {
    thread_local Inflater inflater;
    auto* stream = inflater.begin();
    if (!stream) return Error(ErrorCode::exhausted, "gzip: no memory");
    stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream->avail_in = static_cast<uInt>(packed.size());
    while (true) {
        auto room = ATLAS_TRY(into.room());
        stream->next_out = reinterpret_cast<Bytef*>(room.data());
        stream->avail_out = static_cast<uInt>(room.size());
        const int code = ::inflate(stream, Z_NO_FLUSH);
        into.fill(room.size() - stream->avail_out);
        if (code == Z_STREAM_END) {
            if (stream->avail_in == 0) return {};
            // RFC 1952 allows several members.
            if (::inflateReset(stream) != Z_OK) break;
            continue;
        }
        // All input is used and the output buffer is not full: the stream is cut short.
        bool starved = stream->avail_in == 0 && stream->avail_out > 0;
        if ((code != Z_OK && code != Z_BUF_ERROR) || starved) break;
    }
    return Error(ErrorCode::invalid_argument, "not a whole gzip stream");
}

}  // namespace atlas::broker
