// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "broker/auth/authorizer.h"
#include "broker/handlers/broker.h"
#include "broker/protocol/error_code.h"
#include "broker/protocol/request_header.h"
#include "broker/protocol/writer.h"
#include "broker/server/reply.h"

namespace atlas::broker {

namespace error = protocol::error;

class SaslExchange;

/// One request in the phase in which the order of arrival holds. A handler reads what it needs from
/// it before it returns; only its Answer lives longer.
struct Call {
    Broker& broker;
    const Endpoint& endpoint;
    SaslExchange& sasl;
    Authorizer& authorizer;
    const protocol::RequestHeader& header;
    const std::string& peer;  // the client's address
    std::string& frame;       // what views in the request point into

    std::int16_t version() const { return header.api_version; }
    bool may(Action action, std::string_view name = {}) const {
        return authorizer.allows(broker.snapshot, action, name);
    }
    /// For listings that leave out what may not be seen: not logged.
    bool may_see(Action action, std::string_view name) const {
        return authorizer.allows(broker.snapshot, action, name, true);
    }
};

/// Where one response goes: knows how to write it. Used once, on the loop's thread, now or later.
template <typename Api>
class Answer {
public:
    Answer(Reply reply, const protocol::RequestHeader& header)
        : reply_(std::move(reply)),
          version_(header.api_version),
          correlation_id_(header.correlation_id) {}

    bool wanted() const { return reply_.wanted(); }
    void send(const typename Api::Response& response) { reply_.send(frame(version_, response)); }
    /// With what it holds of a budget, which is how large it will be at least.
    void send(const typename Api::Response& response, MemoryBudget::Room room) {
        auto bytes = frame(version_, response, room.bytes());
        reply_.send(std::move(bytes), std::move(room));
    }
    /// And then the connection closes.
    void send_last(const typename Api::Response& response) {
        reply_.send_last(frame(version_, response));
    }
    /// In another version's words: ApiVersions answers an unknown version in version 0.
    void send_as(std::int16_t version, const typename Api::Response& response) {
        reply_.send(frame(version, response));
    }
    void skip() { reply_.skip(); }
    void close() { reply_.close(); }

private:
    std::string frame(
        std::int16_t version, const typename Api::Response& response, std::size_t size = 0
    ) const {
        protocol::Writer out;
        // Growing by doubling would take twice the room.
        if (size > 0) out.reserve(size);
        out.int32(0);
        protocol::encode_response_header(
            out, Api::key, version, Api::flexible_from, correlation_id_
        );
        encode(out, version, response);
        out.patch_int32(0, static_cast<std::int32_t>(out.size() - 4));
        return out.take();
    }

    Reply reply_;
    std::int16_t version_;
    std::int32_t correlation_id_;
};

/// A code of the log or of a group as it stands on the wire.
inline std::int16_t wire(KafkaCode code) {
    return static_cast<std::int16_t>(code);
}
/// What the world said to a change of topics, in Kafka's code.
std::int16_t wire(const Error& failure);

}  // namespace atlas::broker
