// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

/// Included only within net.
namespace atlas::net {

/// When all calls of a request must be done. Resolving a name is not bounded by it.
struct Deadline {
    std::chrono::steady_clock::time_point at;
    int given_up = -1;  // a descriptor that ends the wait when it becomes readable
};

/// A blocking stream to a server, plain or TLS. All its calls share one deadline. One thread.
class ClientStream {
public:
    virtual ~ClientStream() = default;
    /// Sends all bytes. unavailable: the connection failed; timed_out.
    virtual Result<> write(std::string_view bytes) = 0;
    /// Waits for at least one byte; 0 at the end of the stream.
    virtual Result<std::size_t> read(char* into, std::size_t bytes) = 0;
};

struct DialTarget {
    std::string host;  // name or address
    std::string port;
    std::string unix_path;  // if not empty, used instead of host and port
    bool tls = false;
    std::string server_name;  // checked against the certificate
    std::string ca_file;      // PEM; empty = the system's trust store
};

/// Connects, and performs the TLS handshake if asked. unavailable: refused, unknown name, or failed
/// handshake; timed_out; invalid_argument: an unreadable CA file, or too long a Unix path.
Result<std::unique_ptr<ClientStream>> dial(const DialTarget& target, const Deadline& deadline);

}  // namespace atlas::net
