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

/// Why a message ends early.
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
    std::size_t header_fields_max = 100;  // of a request, trailers among them
    std::uint64_t body_bytes_max = 16 << 20;
    BodyBudget* budget = nullptr;  // of which a body takes what came of it; outlives the reader
};

/// Reads one HTTP/1 message out of the bytes of a connection, piece by piece: the state of Beast's
/// parser, which is known to `message_reader.cc` alone. One thread.
class MessageReader {
public:
    using ChooseSink = std::function<std::shared_ptr<BodySink>(const Request&)>;

    /// A reader of requests. `choose_sink` may be null and outlives the reader.
    static std::unique_ptr<MessageReader> of_request(
        ReaderLimits limits, const ChooseSink* choose_sink
    );
    /// A reader of the response to a request; one to HEAD has no body.
    static std::unique_ptr<MessageReader> of_response(ReaderLimits limits, bool to_head);
    virtual ~MessageReader() = default;

    /// Forgets the message before, so that the next may be read.
    virtual void restart() = 0;
    /// Takes bytes and says how many it used; the rest is to be offered again with more behind it.
    virtual std::size_t take(std::string_view bytes) = 0;
    /// The sender closed its side; ends a response whose length was not said.
    virtual void take_end() = 0;
    /// The message's body is held by nobody any more, or by the handler, whose answer came.
    virtual void give_back_budget() = 0;
    /// Set when the message cannot go on.
    virtual std::optional<Refusal> refusal() const = 0;
    virtual bool head_done() const = 0;
    virtual bool done() const = 0;
    /// After the head: whether the connection may carry another message.
    virtual bool keep_alive() const = 0;
    /// After the head of a request: HTTP/1.0.
    virtual bool old_version() const = 0;
    /// After the head: the sender waits for 100 Continue.
    virtual bool expects_continue() const = 0;

    /// What was read so far; of a response reader `response` is filled.
    Request request;
    Response response;
};

}  // namespace atlas::net
