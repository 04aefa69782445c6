// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <lz4frame.h>

#include "broker/compression/unpacked_bytes.h"

namespace atlas::broker {
namespace {

struct FreeContext {
    void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};
using Context = std::unique_ptr<LZ4F_dctx, FreeContext>;

Context make_context() {
    LZ4F_dctx* context = nullptr;
    const bool failed = LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION));
    return Context(failed ? nullptr : context);
}

}  // namespace

Result<> unpack_lz4(std::string_view packed, UnpackedBytes& into) {
    thread_local Context context = make_context();
    if (!context) return Error(ErrorCode::exhausted, "lz4: no memory");
    LZ4F_resetDecompressionContext(context.get());
    while (true) {
        auto room = ATLAS_TRY(into.room());
        std::size_t written = room.size();
        std::size_t read = packed.size();
        const auto code =
            LZ4F_decompress(context.get(), room.data(), &written, packed.data(), &read, nullptr);
        if (LZ4F_isError(code)) break;
        into.fill(written);
        packed.remove_prefix(read);
        if (code == 0 && packed.empty()) return {};
        // A frame may be followed by another one. Without progress, or without more input before
        // the end of a frame, the payload is cut short.
        if (read == 0 && written == 0) break;
        if (packed.empty() && written < room.size()) break;
    }
    return Error(ErrorCode::invalid_argument, "not a whole lz4 frame");
}

}  // namespace atlas::broker
