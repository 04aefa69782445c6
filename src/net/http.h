// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

/// HTTP as plain values; the sockets are behind `net/server.h` and `net/client.h`.
namespace atlas::net {

/// Header names are equal without regard to ASCII case.
bool same_name(std::string_view left, std::string_view right);

/// Names compare without regard to case and keep the order and spelling they came in.
class Headers {
public:
    /// The first value under that name, or nullptr.
    const std::string* find(std::string_view name) const;
    void add(std::string name, std::string value) {
        list_.emplace_back(std::move(name), std::move(value));
    }
    /// Replaces every value under that name.
    void set(std::string_view name, std::string value);
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }

private:
    std::vector<std::pair<std::string, std::string>> list_;
};

/// A sink for bodies that are too large to hold (image layers): bytes go to it as they come, and
/// the request reaches the handler afterwards with an empty body.
class BodySink {
public:
    virtual ~BodySink() = default;
    /// Called on an io thread, in order. An error ends the request with 500.
    virtual Result<> write(std::string_view bytes) = 0;
};

struct Request {
    std::string method;
    std::string target;  // as sent: path and query, still encoded
    Headers headers;
    std::string body;  // whole; of at most the server's limit. Empty where a body sink took it
    std::shared_ptr<BodySink> sink;  // where the body went, if somewhere else
    std::string peer;                // the client's address, without port
    std::string_view path() const;   // the target up to '?'
    std::string_view query() const;  // what follows '?', or empty
};

struct Response {
    int status = 200;
    Headers headers;  // Content-Length is added by the server
    std::string body;
    /// Where not empty the file's bytes [file_offset, file_offset + file_length) are sent instead
    /// of body.
    std::string file;
    std::uint64_t file_offset = 0;
    std::uint64_t file_length = 0;
};

/// Sends the answer of one request; called exactly once, from any thread.
using Respond = std::move_only_function<void(Response)>;
/// Called on an io thread; must not block: hand slow work on and respond later.
using Handler = std::function<void(Request, Respond)>;

}  // namespace atlas::net
