// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "net/http.h"

namespace atlas::net {

struct ClientOptions {
    std::chrono::milliseconds timeout{10'000};
    int given_up = -1;  // a descriptor; once it is readable nobody waits any longer: timed_out
    std::uint64_t body_bytes_max = 64 << 20;
    std::string ca_file;     // PEM; empty = the system's trust store (only for https)
    std::string connect_to;  // "address:port" or "unix:/path" to dial in place of the URL's host
};

/// One request on a connection of its own, blocking: for the CLI, tests and workers, never for an
/// io or region thread. `url` is http://host[:port]/path?query or https://…. Errors: unavailable
/// (refused, reset), timed_out, invalid_argument (URL).
Result<Response> fetch(
    const std::string& url, const Request& request, const ClientOptions& options = {}
);

}  // namespace atlas::net
