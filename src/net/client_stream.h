// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

/// Inside net only.
namespace atlas::net {

/// How long calls may take, all together.
struct Deadline {
    std::chrono::steady_clock::time_point at;
    int given_up = -1;  // a descriptor; once it is readable the time is over
};

/// A blocking stream to a server, plain or TLS, each call bounded by one deadline.
class ClientStream {
public:
    virtual ~ClientStream() = default;
    virtual Result<> write(std::string_view bytes) = 0;
    /// 0 at the end of the stream.
    virtual Result<std::size_t> read(char* into, std::size_t bytes) = 0;
};

struct DialTarget {
    std::string host;  // name or address
    std::string port;
    std::string unix_path;  // where not empty, dialled in place of host and port
    bool tls = false;
    std::string server_name;  // checked against the certificate
    std::string ca_file;      // PEM; empty = the system's trust store
};

/// unavailable: refused, unknown name, handshake failed; timed_out.
Result<std::unique_ptr<ClientStream>> dial(const DialTarget& target, const Deadline& deadline);

}  // namespace atlas::net
