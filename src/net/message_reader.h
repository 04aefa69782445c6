// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/body_budget.h"
#include "net/http.h"

namespace atlas::net {

/// Why a message is refused before it is complete.
enum class Refusal : std::uint8_t {
    malformed,
    unknown_coding,  // a Transfer-Encoding other than "chunked"
    head_too_large,
    body_too_large,
    out_of_budget,
    sink_failed
};

struct ReaderLimits {
    std::uint64_t header_bytes_max = 64 << 10;
    std::size_t header_fields_max = 100;  // of a request, including its trailers
    std::uint64_t body_bytes_max = 16 << 20;
    BodyBudget* budget = nullptr;  // charged for each piece of a body; outlives the reader
};

/// Parses one HTTP/1 message at a time from the bytes of a connection, in pieces of any size. It
/// wraps Beast's parser, which no other file knows. One thread.
class MessageReader {
public:
    using ChooseSink = std::function<std::shared_ptr<BodySink>(const Request&)>;

    /// A reader of requests. `choose_sink` may be null; otherwise it outlives the reader.
    static std::unique_ptr<MessageReader> of_request(
        ReaderLimits limits, const ChooseSink* choose_sink
    );
    /// A reader of responses. `to_head`: the request was HEAD, so the response has no body.
    static std::unique_ptr<MessageReader> of_response(ReaderLimits limits, bool to_head);
    virtual ~MessageReader() = default;

    /// Discards the current message and its budget, and begins the next one.
    virtual void restart() = 0;
    /// Parses bytes and returns how many were used. The caller offers the rest again, followed by
    /// more bytes.
    virtual std::size_t take(std::string_view bytes) = 0;
    /// The sender has closed its direction, which ends a response without a length.
    virtual void take_end() = 0;
    /// Returns the body's bytes to the budget. Call it when the body is freed or its request has
    /// been answered.
    virtual void give_back_budget() = 0;
    /// Set if the message was refused; nothing more may be taken then.
    virtual std::optional<Refusal> refusal() const = 0;
    virtual bool head_done() const = 0;
    virtual bool done() const = 0;
    // Valid once the head is done.
    /// Whether the connection may carry another message.
    virtual bool keep_alive() const = 0;
    /// Whether a request is HTTP/1.0.
    virtual bool old_version() const = 0;
    /// Whether the sender waits for 100 Continue before it sends the body.
    virtual bool expects_continue() const = 0;

    /// The message so far; which of the two is filled depends on the kind of reader.
    Request request;
    Response response;
};

}  // namespace atlas::net
