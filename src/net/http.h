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

/// HTTP messages as plain values. Sockets are handled by `net/server.h` and `net/client.h`.
namespace atlas::net {

/// Whether two header names are equal, which ignores the case of ASCII letters.
bool same_name(std::string_view left, std::string_view right);

/// Header fields in their original order and spelling. A name may occur several times; lookups
/// ignore case.
class Headers {
public:
    /// The first value of this name, or nullptr.
    const std::string* find(std::string_view name) const;
    void add(std::string name, std::string value) {
        list_.emplace_back(std::move(name), std::move(value));
    }
    /// Replaces all values of this name by one.
    void set(std::string_view name, std::string value);
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }

private:
    std::vector<std::pair<std::string, std::string>> list_;
};

/// Receives a body that is too large to hold in memory, such as an image layer, as it arrives. The
/// handler gets the request afterwards, with an empty body.
class BodySink {
public:
    virtual ~BodySink() = default;
    /// Called on the connection's io thread with successive pieces. An error ends the request
    /// with 500.
    virtual Result<> write(std::string_view bytes) = 0;
};

struct Request {
    std::string method;
    std::string target;  // as sent: path and query, still encoded
    Headers headers;
    std::string body;                // complete and within the server's limit; empty with a sink
    std::shared_ptr<BodySink> sink;  // received the body, if not null
    std::string peer;                // the client's address, without port
    std::string_view path() const;   // the target up to '?'
    std::string_view query() const;  // the target after '?', or empty
};

struct Response {
    int status = 200;
    Headers headers;  // the server adds Date, Content-Length and Connection
    std::string body;
    /// If not empty, the bytes [file_offset, file_offset + file_length) of this file are sent
    /// instead of `body`. A file that cannot be opened becomes 500.
    std::string file;
    std::uint64_t file_offset = 0;
    std::uint64_t file_length = 0;
};

/// Sends the response to one request. Call it once, from any thread. Destroying it without a call
/// closes the connection.
using Respond = std::move_only_function<void(Response)>;
/// Handles a request. Called on an io thread and must not block: slow work goes to another thread,
/// which responds later.
using Handler = std::function<void(Request, Respond)>;

}  // namespace atlas::net
