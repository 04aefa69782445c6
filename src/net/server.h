// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "linux/fd.h"
#include "net/http.h"

namespace atlas::net {

struct ServerOptions {
    int threads = 1;  // io threads
    /// The size of a head, a chunk header or a trailer section, each of which must fit into a
    /// connection's buffer; a larger one is answered 431.
    std::uint64_t header_bytes_max = 64 << 10;
    std::size_t header_fields_max = 100;      // a field takes more memory than its bytes; then 431
    std::uint64_t body_bytes_max = 16 << 20;  // larger bodies are answered 413
    /// The size of all bodies together that connections hold in memory until their requests are
    /// answered. A request whose body exceeds it is answered 503.
    std::uint64_t bodies_bytes_max = 128 << 20;
    /// Makes the response for that 503 from the head of the request; by default it is a line of
    /// text. Called on an io thread.
    std::function<Response(const Request&)> overloaded = {};
    /// At this number of connections, those that have waited longest for their clients are closed
    /// to accept new ones. If every connection is busy, new clients wait in the backlog.
    int connections_max = 4096;
    /// The same for each client address, except that a new connection is closed if all others of
    /// its address are busy. Does not apply to loopback, which all programs of the machine share.
    int source_connections_max = 1024;
    /// A connection is closed for others only if it has waited for its client for this long.
    std::chrono::milliseconds patience{1'000};
    std::chrono::milliseconds header_timeout{30'000};  // from a head's first byte; then 408
    std::chrono::milliseconds idle_timeout{120'000};   // between two requests; then closed
    std::chrono::milliseconds body_timeout{60'000};    // between two pieces of a body; then 408
    /// Chooses a sink by the head of a request, on an io thread; nullptr = hold the body in memory.
    /// The handler finds the sink in `Request::sink`. The limits on bodies do not apply to a sink;
    /// it sets its own.
    std::function<std::shared_ptr<BodySink>(const Request&)> body_sink;
};

/// A certificate chain and its private key, both as PEM.
struct TlsIdentity {
    std::string chain_pem;
    std::string key_pem;
};

/// An HTTP/1.1 server with keep-alive, Expect: 100-continue and chunked bodies, over listening
/// sockets that the caller opens. The requests of one connection are handled one after another, in
/// order. A malformed request is answered 400. Owned by one thread, which calls `listen` and
/// `stop`; handlers run on io threads.
class Server {
public:
    static std::unique_ptr<Server> create(ServerOptions options, Handler handler);
    virtual ~Server() = default;
    /// Takes over a non-blocking listening socket (TCP or Unix), with TLS 1.2 or newer if an
    /// identity is given. May be called at any time before `stop`. invalid_argument: the identity
    /// is malformed.
    virtual Result<> listen(linux::Fd socket, std::optional<TlsIdentity> tls = std::nullopt) = 0;
    /// Stops accepting, waits up to `drain` for requests to finish, then closes all connections.
    virtual void stop(std::chrono::milliseconds drain) = 0;
};

/// Opens a non-blocking socket that listens on address:port (port 0 = any), with SO_REUSEADDR.
/// invalid_argument: not an IP address; already_exists: the port is taken.
Result<linux::Fd> open_listener(const std::string& address, std::uint16_t port);
/// Opens a non-blocking Unix socket of mode 0600 that listens. Replaces a socket file on which no
/// process listens. already_exists: another process listens there, or the file is no socket.
Result<linux::Fd> open_unix_listener(const std::string& path);
/// The local port of a listening TCP socket.
Result<std::uint16_t> port_of(const linux::Fd& socket);

}  // namespace atlas::net
