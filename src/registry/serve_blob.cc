// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "registry/answers.h"
#include "registry/byte_range.h"
#include "registry/exchange.h"

namespace atlas::registry {
namespace {

net::Response blob_answer(const Blobs& blobs, const Exchange& exchange) {
    auto digest = Digest::parse(exchange.route.reference);
    if (!digest) return refuse(400, "DIGEST_INVALID", digest.error().message());
    if (!blobs.holds(exchange.route.repository, digest.value())) {
        return refuse(404, "BLOB_UNKNOWN", "the repository does not hold this blob");
    }
    auto size = blobs.size_of(digest.value());
    if (!size) return refuse(size.error());

    auto response = empty_answer(200);
    response.headers.add("Content-Type", "application/octet-stream");
    response.headers.add("Accept-Ranges", "bytes");
    set_digest(response, digest.value());
    response.file = blobs.path_of(digest.value());
    response.file_length = size.value();

    auto* header = exchange.header("Range");
    ByteRange range;
    auto kind = header ? read_range(*header, size.value(), range) : RangeKind::whole;
    if (kind == RangeKind::unsatisfiable) {
        auto refused = refuse(416, "SIZE_INVALID", "the blob has no such bytes");
        refused.headers.add("Content-Range", fmt::format("bytes */{}", size.value()));
        return refused;
    }
    if (kind == RangeKind::part) {
        response.status = 206;
        response.file_offset = range.first;
        response.file_length = range.length();
        response.headers.add(
            "Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.last, size.value())
        );
    }
    return response;
}

}  // namespace

void serve_blob(const Tools& tools, const ExchangePtr& exchange) {
    tools.answer_from_worker(exchange, [&blobs = tools.world.blobs, exchange] {
        return blob_answer(blobs, *exchange);
    });
}

}  // namespace atlas::registry
