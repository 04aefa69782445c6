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
    /// Of a head, and of a chunk's head or the trailers, for which a connection's buffer may grow.
    std::uint64_t header_bytes_max = 64 << 10;
    std::size_t header_fields_max = 100;      // each costs many times its bytes; then 431
    std::uint64_t body_bytes_max = 16 << 20;  // larger bodies are answered 413
    /// Of bodies that all connections hold in memory together, until their requests are answered;
    /// who brings more is answered 503.
    std::uint64_t bodies_bytes_max = 128 << 20;
    /// That answer in the service's own words; by default a line of text. Of the request there is
    /// the head. On an io thread.
    std::function<Response(const Request&)> overloaded = {};
    /// Beyond, connections that wait for their clients make room, the longest waiting first; where
    /// all are at work, clients wait in the backlog.
    int connections_max = 4096;
    /// The same for those of one source address; where all of its own are at work, its next one is
    /// closed. Not for 127.0.0.1, which all of the machine's programs share.
    int source_connections_max = 1024;
    /// A connection whose client has sent something this short a while ago makes no room.
    std::chrono::milliseconds patience{1'000};
    std::chrono::milliseconds header_timeout{30'000};  // from a head's first byte; then 408
    std::chrono::milliseconds idle_timeout{120'000};   // between two requests; then closed
    std::chrono::milliseconds body_timeout{60'000};    // between two pieces of a body; then 408
    /// Chooses a sink by the head of a request (body still empty), on an io thread; nullptr = hold
    /// the body in memory. The handler finds the same sink in `Request::sink`. A body that goes to
    /// a sink has no limit here: the sink sets its own.
    std::function<std::shared_ptr<BodySink>(const Request&)> body_sink;
};

/// A certificate chain and its key, PEM.
struct TlsIdentity {
    std::string chain_pem;
    std::string key_pem;
};

/// An HTTP/1.1 server with keep-alive, Expect: 100-continue and chunked bodies, over sockets that
/// somebody else opened and listens on. Requests of one connection are handled one after another,
/// in order. A head that is too large is answered 431, what is not HTTP 400. A `Respond` that is
/// destroyed without a call closes its connection. `listen` and `stop` are called by the owner's
/// thread.
class Server {
public:
    static std::unique_ptr<Server> create(ServerOptions options, Handler handler);
    virtual ~Server() = default;
    /// Takes over a listening socket (TCP or Unix); TLS (≥ 1.2) where an identity is given. At any
    /// time.
    virtual Result<> listen(linux::Fd socket, std::optional<TlsIdentity> tls = std::nullopt) = 0;
    /// Stops accepting, lets running requests finish for at most `drain`, then closes all.
    virtual void stop(std::chrono::milliseconds drain) = 0;
};

/// Opens and listens on address:port (port 0 = any); SO_REUSEADDR, backlog 1024, close-on-exec.
Result<linux::Fd> open_listener(const std::string& address, std::uint16_t port);
/// Listens on a Unix socket; removes a dead one in its place. Mode 0600.
Result<linux::Fd> open_unix_listener(const std::string& path);
/// The port that a listening socket got.
Result<std::uint16_t> port_of(const linux::Fd& socket);

}  // namespace atlas::net
