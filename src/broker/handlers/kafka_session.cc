// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/kafka_session.h"

#include <algorithm>

#include "base/log.h"
#include "broker/handlers/handler.h"
#include "broker/protocol/api_versions.h"
#include "broker/protocol/produce.h"
#include "broker/protocol/sasl_authenticate.h"
#include "broker/protocol/sasl_handshake.h"

namespace atlas::broker {
namespace {

// Frame sizes: before authentication (the longest token has a few KiB), for Produce, for any other
// API.
constexpr std::size_t stranger_bytes_max = 32 << 10;
constexpr std::size_t produce_bytes_max = 32 << 20;
constexpr std::size_t other_bytes_max = 4 << 20;

}  // namespace

KafkaSession::KafkaSession(Broker& broker, Endpoint endpoint, std::string peer)
    : broker_(broker),
      endpoint_(std::move(endpoint)),
      peer_(std::move(peer)),
      sasl_(broker, peer_, endpoint_.authenticated) {}

std::size_t KafkaSession::frame_bytes_max() const {
    if (!sasl_.known()) return stranger_bytes_max;
    const auto set = broker_.properties.number("socket.request.max.bytes");
    return std::min(static_cast<std::size_t>(set), produce_bytes_max);
}

bool KafkaSession::is_admitted(std::int16_t key) const {
    if (key == protocol::SaslHandshake::key) return true;
    // KIP-368: after the end of a session only re-authentication is served.
    if (sasl_.ended()) return key == protocol::SaslAuthenticate::key;
    return key == protocol::ApiVersions::key || key == protocol::SaslAuthenticate::key ||
           sasl_.may_request();
}

void KafkaSession::on_frame(std::string frame, Reply reply) {
    protocol::Reader in(frame);
    protocol::RequestHeader header;
    decode_start(in, header);
    const auto* handler = in.ok() ? find_handler(header.api_key) : nullptr;
    if (!handler || !is_admitted(header.api_key)) {
        log::debug("kafka", "{} closed: API {} out of place", peer_, header.api_key);
        return reply.close();
    }
    if (frame.size() > other_bytes_max && header.api_key != protocol::Produce::key)
        return reply.close();
    Call call{broker_, endpoint_, sasl_, sasl_.authorizer(), header, peer_, frame};
    const auto last = broker_.release.version_max(handler->key, handler->version_max);
    if (header.api_version < handler->version_min || header.api_version > last) {
        log::debug("kafka", "{}: {} v{} is not served", peer_, handler->name, header.api_version);
        if (header.api_key != protocol::ApiVersions::key) return reply.close();
        // KIP-511: an answer in version 0 tells a newer client the supported range. The body of its
        // request cannot be decoded.
        return handle<protocol::ApiVersions>(
            call, {}, Answer<protocol::ApiVersions>(std::move(reply), header)
        );
    }
    decode_rest(in, handler->flexible_from, header);
    if (!in.ok()) return reply.close();
    handler->run(call, in, std::move(reply));
}

}  // namespace atlas::broker
