// SPDX-License-Identifier: Apache-2.0
// A request frame of a stranger, header and body, at every API and version: it is refused, or what
// was understood says the same again after a trip through our own encoder.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "broker/protocol/all_apis.h"
#include "broker/protocol/request_header.h"

namespace {

using namespace atlas::broker::protocol;

template <typename Api>
void handle(Reader in, RequestHeader header) {
    if (header.api_key != Api::key) return;
    if (header.api_version < Api::version_min || header.api_version > Api::version_max) return;
    decode_rest(in, Api::flexible_from, header);
    typename Api::Request request;
    decode(in, header.api_version, request);
    if (!in.ok()) return;
    Writer out;
    encode(out, header.api_version, request);
    Reader again(out.buffer());
    typename Api::Request repeated;
    decode(again, header.api_version, repeated);
    ATLAS_CHECK(again.ok() && again.left() == 0, "what we encode can be decoded");
    ATLAS_CHECK(request == repeated, "a trip through the encoder changes nothing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    Reader in(std::string_view(reinterpret_cast<const char*>(bytes), count));
    RequestHeader header;
    decode_start(in, header);
    if (in.ok())
        std::apply([&](auto... api) { (handle<decltype(api)>(in, header), ...); }, AllApis{});
    return 0;
}
