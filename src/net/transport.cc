// SPDX-License-Identifier: Apache-2.0
#include "net/transport.h"

#include <array>

#include <arpa/inet.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <netinet/tcp.h>

namespace atlas::net {

namespace asio = boost::asio;
using asio::generic::stream_protocol;
using Socket = stream_protocol::socket;
using ErrorIn = boost::system::error_code;

class TlsContext {
public:
    asio::ssl::context context{asio::ssl::context::tls_server};
};

namespace {

/// A connection over one of Asio's streams. Each pending operation holds a shared pointer to it.
template <typename Stream>
class Transport : public Connection {
public:
    template <typename... Arguments>
    Transport(
        std::shared_ptr<Serving> serving,
        std::shared_ptr<IoThread> thread,
        std::string peer,
        Arguments&&... arguments
    )
        : Connection(std::move(serving), std::move(thread), std::move(peer)),
          stream_(std::forward<Arguments>(arguments)...) {}

protected:
    void begin_read(char* into, std::size_t bytes) override {
        stream_.async_read_some(
            asio::buffer(into, bytes),
            [this, self = shared_from_this()](const ErrorIn& error, std::size_t got) {
                on_read(!error, got);
            }
        );
    }
    void begin_write(std::string_view first, std::string_view second) override {
        const std::array buffers = {asio::buffer(first), asio::buffer(second)};
        stream_.async_write_some(
            buffers,
            [this, self = shared_from_this()](const ErrorIn& error, std::size_t written) {
                on_written(!error, written);
            }
        );
    }
    void close_socket() override {
        ErrorIn ignored;
        (void)stream_.lowest_layer().close(ignored);
    }

    Stream stream_;
};

class PlainConnection final : public Transport<Socket> {
public:
    using Transport::Transport;

private:
    void begin_open() override { on_open(true); }
    void begin_shutdown() override {
        ErrorIn ignored;
        (void)stream_.shutdown(Socket::shutdown_send, ignored);
        on_written(true, 0);
    }
};

class TlsConnection final : public Transport<asio::ssl::stream<Socket>> {
public:
    TlsConnection(
        std::shared_ptr<Serving> serving,
        std::shared_ptr<IoThread> thread,
        std::string peer,
        Socket socket,
        std::shared_ptr<TlsContext> tls
    )
        : Transport(
              std::move(serving),
              std::move(thread),
              std::move(peer),
              std::move(socket),
              tls->context
          ),
          tls_(std::move(tls)) {}

private:
    void begin_open() override {
        stream_.async_handshake(
            asio::ssl::stream_base::server,
            [this, self = shared_from_this()](const ErrorIn& error) { on_open(!error); }
        );
    }
    // Sends close_notify and waits for the client's, or for the deadline.
    void begin_shutdown() override {
        stream_.async_shutdown([this, self = shared_from_this()](const ErrorIn&) { close(); });
    }

    std::shared_ptr<TlsContext> tls_;
};

std::string peer_of(const linux::Fd& socket, int& family) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    family = AF_UNSPEC;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (getpeername(socket.number(), raw, &length) != 0) return {};
    family = address.ss_family;
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (family == AF_INET) bytes = &reinterpret_cast<sockaddr_in*>(raw)->sin_addr;
    if (family == AF_INET6) bytes = &reinterpret_cast<sockaddr_in6*>(raw)->sin6_addr;
    if (!bytes || !inet_ntop(family, bytes, text.data(), text.size())) return {};
    return text.data();
}

}  // namespace

Result<std::shared_ptr<TlsContext>> make_tls_context(const TlsIdentity& identity) {
    auto tls = std::make_shared<TlsContext>();
    auto* native = tls->context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION);
    // Idle connections then hold no TLS buffers.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    ErrorIn error;
    tls->context.use_certificate_chain(asio::buffer(identity.chain_pem), error);
    if (error) return Error(ErrorCode::invalid_argument, "certificate chain: " + error.message());
    tls->context.use_private_key(asio::buffer(identity.key_pem), asio::ssl::context::pem, error);
    if (error) return Error(ErrorCode::invalid_argument, "private key: " + error.message());
    return tls;
}

std::shared_ptr<Connection> make_connection(
    std::shared_ptr<Serving> serving,
    std::shared_ptr<IoThread> thread,
    linux::Fd socket,
    std::shared_ptr<TlsContext> tls
) {
    int family = AF_UNSPEC;
    auto peer = peer_of(socket, family);
    if (family == AF_UNSPEC) return nullptr;
    const int on = 1;
    if (family != AF_UNIX) setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Socket stream(thread->loop());
    ErrorIn error;
    stream.assign(stream_protocol(family, 0), socket.number(), error);
    if (error) return nullptr;
    socket.release();
    if (tls) {
        return std::make_shared<TlsConnection>(
            std::move(serving),
            std::move(thread),
            std::move(peer),
            std::move(stream),
            std::move(tls)
        );
    }
    return std::make_shared<PlainConnection>(
        std::move(serving), std::move(thread), std::move(peer), std::move(stream)
    );
}

}  // namespace atlas::net
