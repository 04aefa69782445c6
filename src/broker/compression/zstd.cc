// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <zstd.h>

#include "broker/compression/unpacked_bytes.h"

namespace atlas::broker {
namespace {

struct FreeContext {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// A context keeps the window of the largest frame that it has seen, up to 128 MiB; a context
/// larger than this is replaced.
constexpr std::size_t kept_bytes_max = 4 << 20;

}  // namespace

Result<> unpack_zstd(std::string_view packed, UnpackedBytes& into) {
    thread_local std::unique_ptr<ZSTD_DCtx, FreeContext> context;
    if (!context || ZSTD_sizeof_DCtx(context.get()) > kept_bytes_max)
        context.reset(ZSTD_createDCtx());
    if (!context) return Error(ErrorCode::exhausted, "zstd: no memory");
    ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    while (true) {
        auto room = ATLAS_TRY(into.room());
        ZSTD_outBuffer out{room.data(), room.size(), 0};
        const auto code = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(code)) break;
        into.fill(out.pos);
        if (code == 0 && in.pos == in.size) return {};
        if (in.pos == in.size && out.pos < out.size) break;
    }
    return Error(ErrorCode::invalid_argument, "not a whole zstd frame");
}

}  // namespace atlas::broker
