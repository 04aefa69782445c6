// SPDX-License-Identifier: Apache-2.0
// A server's response, as our client reads it: alike whole and in pieces, also where its end is the
// connection's, and never beyond its limits.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "net/message_reader.h"

namespace {

using namespace atlas::net;

constexpr ReaderLimits limits{.header_bytes_max = 2048, .body_bytes_max = 512};

std::unique_ptr<MessageReader> read(std::string_view bytes, std::size_t piece, bool to_head) {
    auto reader = MessageReader::of_response(limits, to_head);
    std::string pending;
    while (!bytes.empty() && !reader->done() && !reader->refusal()) {
        pending += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
        pending.erase(0, reader->take(pending));
    }
    if (!reader->done() && !reader->refusal()) reader->take_end();
    return reader;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    for (bool to_head : {false, true}) {
        const auto whole = read(text, count + 1, to_head);
        const auto pieces = read(text, 7, to_head);
        for (const auto* reader : {whole.get(), pieces.get()}) {
            ATLAS_CHECK(reader->response.body.size() <= limits.body_bytes_max, "the limit holds");
            ATLAS_CHECK(!to_head || reader->response.body.empty(), "HEAD has no body");
        }
        if (!whole->done()) continue;
        ATLAS_CHECK(pieces->done(), "pieces make the same response");
        ATLAS_CHECK(pieces->response.status == whole->response.status, "the same status");
        ATLAS_CHECK(pieces->response.body == whole->response.body, "the same body");
    }
    return 0;
}
