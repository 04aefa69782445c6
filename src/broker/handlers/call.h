// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
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

/// One request while its handler runs; requests of a connection run in the order of arrival. It
/// ends when the handler returns: only the Answer may live longer. Loop thread only.
struct Call {
    Broker& broker;
    const Endpoint& endpoint;
    SaslExchange& sasl;
    Authorizer& authorizer;  // the caller's; valid during the call alone
    const protocol::RequestHeader& header;
    const std::string& peer;  // the client's address
    std::string& frame;       // the request's string views point into it

    /// The API version of the request, already checked to be served.
    std::int16_t version() const { return header.api_version; }
    /// Whether the caller has the permission; a refusal is logged. The name of a topic, a group or
    /// a transactional id; empty for the cluster.
    bool may(Action action, std::string_view name = {}) const {
        return authorizer.allows(broker.snapshot, action, name);
    }
    /// The same without a log entry, for listings that leave out what the caller may not see.
    bool may_see(Action action, std::string_view name) const {
        return authorizer.allows(broker.snapshot, action, name, true);
    }
};

/// Logs that an answer cannot be encoded.
void refuse_answer(std::string_view api, std::int16_t version);

/// The typed answer to one request: encodes a response in the request's version. Used exactly once,
/// during the handler or later. A response that cannot be encoded closes the connection, as in
/// Kafka. Loop thread only.
template <typename Api>
class Answer {
public:
    Answer(Reply reply, const protocol::RequestHeader& header)
        : reply_(std::move(reply)),
          version_(header.api_version),
          correlation_id_(header.correlation_id) {}

    /// False once the connection is closed: the work for the answer can be skipped.
    bool wanted() const { return reply_.wanted(); }
    void send(const typename Api::Response& response) { send_as(version_, response); }
    /// Releases `room` once the answer has been sent. Its size is a lower bound of the answer's.
    void send(const typename Api::Response& response, MemoryBudget::Room room) {
        if (auto bytes = frame(version_, response, room.bytes()))
            reply_.send(std::move(*bytes), std::move(room));
        else
            close();
    }
    /// Closes the connection after the answer.
    void send_last(const typename Api::Response& response) {
        auto bytes = frame(version_, response);
        bytes ? reply_.send_last(std::move(*bytes)) : close();
    }
    /// Encodes in another version: ApiVersions answers an unknown version in version 0 (KIP-511).
    void send_as(std::int16_t version, const typename Api::Response& response) {
        auto bytes = frame(version, response);
        bytes ? reply_.send(std::move(*bytes)) : close();
    }
    /// No answer (Produce with acks=0); later answers of the connection may go.
    void skip() { reply_.skip(); }
    void close() { reply_.close(); }

private:
    /// The whole frame: size, response header, response. `size`: bytes to reserve. Nothing, and an
    /// entry in the log, if a part of the response is too long for its field.
    std::optional<std::string> frame(
        std::int16_t version, const typename Api::Response& response, std::size_t size = 0
    ) const {
        protocol::Writer out;
        // Growing by doubling could take twice the memory that was budgeted.
        if (size > 0) out.reserve(size);
        out.int32(0);
        protocol::encode_response_header(
            out, Api::key, version, Api::flexible_from, correlation_id_
        );
        encode(out, version, response);
        if (!out.ok() || out.size() > INT32_MAX) {
            refuse_answer(Api::name, version);
            return std::nullopt;
        }
        out.patch_int32(0, static_cast<std::int32_t>(out.size() - 4));
        return out.take();
    }

    Reply reply_;
    std::int16_t version_;
    std::int32_t correlation_id_;
};

/// The wire's value of a code of the log or of a group.
inline std::int16_t wire(KafkaCode code) {
    return static_cast<std::int16_t>(code);
}
/// Kafka's code for an error of TopicCatalog or ProducerIds.
std::int16_t wire(const Error& failure);

}  // namespace atlas::broker
