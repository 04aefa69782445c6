// SPDX-License-Identifier: Apache-2.0
// A stranger's HTTP request: it is read alike whole and in pieces, and never beyond its limits.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "net/message_reader.h"

namespace {

using namespace atlas::net;

constexpr ReaderLimits limits{.header_bytes_max = 2048, .body_bytes_max = 512};

/// Offers the bytes in pieces of `piece` and keeps what the reader has not used.
std::unique_ptr<MessageReader> read(std::string_view bytes, std::size_t piece) {
    auto reader = MessageReader::of_request(limits, nullptr);
    std::string pending;
    while (!bytes.empty() && !reader->done() && !reader->refusal()) {
        pending += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
        pending.erase(0, reader->take(pending));
    }
    return reader;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const auto whole = read(text, count + 1);
    const auto pieces = read(text, 7);
    for (const auto* reader : {whole.get(), pieces.get()})
        ATLAS_CHECK(reader->request.body.size() <= limits.body_bytes_max, "the limit holds");
    if (!whole->done()) return 0;
    ATLAS_CHECK(pieces->done(), "pieces make the same request");
    ATLAS_CHECK(pieces->request.target == whole->request.target, "the same target");
    ATLAS_CHECK(pieces->request.body == whole->request.body, "the same body");
    ATLAS_CHECK(pieces->keep_alive() == whole->keep_alive(), "the same end");
    return 0;
}
