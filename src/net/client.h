// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "net/http.h"

namespace atlas::net {

struct ClientOptions {
    std::chrono::milliseconds timeout{10'000};  // of everything but resolving the host's name
    int given_up = -1;  // a descriptor that cancels the request when it becomes readable: timed_out
    std::uint64_t body_bytes_max = 64 << 20;
    std::string ca_file;     // PEM; empty = the system's trust store (only for https)
    std::string connect_to;  // "address:port" or "unix:/path" to dial in place of the URL's host
};

/// Sends one request on a new connection and waits for the response. It blocks: for the CLI, tests
/// and workers, never on an io or region thread. `url` is http://host[:port]/path?query or
/// https://…; a certificate must be valid for its host. Redirects are not followed. Errors:
/// unavailable (refused, reset, TLS, malformed response), timed_out, exhausted (the response is
/// larger than `body_bytes_max`), invalid_argument (the URL or the CA file).
Result<Response> fetch(
    const std::string& url, const Request& request, const ClientOptions& options = {}
);

}  // namespace atlas::net
