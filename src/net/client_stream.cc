// SPDX-License-Identifier: Apache-2.0
#include "net/client_stream.h"

#include <array>
#include <climits>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::net {
namespace {

Error unavailable(std::string message) {
    return Error(ErrorCode::unavailable, std::move(message));
}

Result<> wait_for(int socket, short events, const Deadline& deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline.at - std::chrono::steady_clock::now()
        );
        if (left.count() <= 0) return Error(ErrorCode::timed_out, "no answer in time");
        std::array<pollfd, 2> entries{
            pollfd{.fd = socket, .events = events, .revents = 0},
            pollfd{.fd = deadline.given_up, .events = POLLIN, .revents = 0},
        };
        // poll(2) takes an int; after a minute the loop looks at the deadline again.
        const auto timeout = static_cast<int>(std::min<long>(left.count(), 60'000));
        const int ready = poll(entries.data(), entries.size(), timeout);
        if (entries[1].revents != 0) return Error(ErrorCode::timed_out, "given up");
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return linux::last_error("wait for a socket");
    }
}

class PlainStream final : public ClientStream {
public:
    PlainStream(linux::Fd socket, const Deadline& deadline)
        : socket_(std::move(socket)), deadline_(deadline) {}

    Result<> write(std::string_view bytes) override {
        while (!bytes.empty()) {
            const auto sent = send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if (errno == EAGAIN) {
                ATLAS_TRY(wait_for(socket_.number(), POLLOUT, deadline_));
            } else if (errno != EINTR) {
                return unavailable(linux::last_error("send").message());
            }
        }
        return {};
    }
    Result<std::size_t> read(char* into, std::size_t bytes) override {
        for (;;) {
            const auto got = recv(socket_.number(), into, bytes, 0);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno == EAGAIN) {
                ATLAS_TRY(wait_for(socket_.number(), POLLIN, deadline_));
            } else if (errno != EINTR) {
                return unavailable(linux::last_error("receive").message());
            }
        }
    }

private:
    linux::Fd socket_;
    Deadline deadline_;
};

struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* connection) const { SSL_free(connection); }
};

class TlsStream final : public ClientStream {
public:
    static Result<std::unique_ptr<ClientStream>> open(
        linux::Fd socket, const DialTarget& target, const Deadline& deadline
    ) {
        auto stream = std::unique_ptr<TlsStream>(new TlsStream(std::move(socket), deadline));
        SSL_CTX_set_min_proto_version(stream->context_.get(), TLS1_2_VERSION);
        // Many servers close without TLS's close_notify; HTTP's own framing reveals a truncation.
        SSL_CTX_set_options(stream->context_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
        SSL_CTX_set_verify(stream->context_.get(), SSL_VERIFY_PEER, nullptr);
        const bool trusted =
            target.ca_file.empty()
                ? SSL_CTX_set_default_verify_paths(stream->context_.get()) == 1
                : SSL_CTX_load_verify_file(stream->context_.get(), target.ca_file.c_str()) == 1;
        if (!trusted)
            return Error(ErrorCode::invalid_argument, "cannot read CA file " + target.ca_file);
        stream->connection_.reset(SSL_new(stream->context_.get()));
        auto* connection = stream->connection_.get();
        SSL_set_fd(connection, stream->socket_.number());
        name_server(connection, target.server_name);
        for (;;) {
            ERR_clear_error();
            const int outcome = SSL_connect(connection);
            if (outcome == 1) return std::unique_ptr<ClientStream>(std::move(stream));
            ATLAS_TRY(stream->wait_after(outcome, "TLS handshake"));
        }
    }

    Result<> write(std::string_view bytes) override {
        while (!bytes.empty()) {
            ERR_clear_error();
            const auto length = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
            const int sent = SSL_write(connection_.get(), bytes.data(), length);
            if (sent > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else {
                ATLAS_TRY(wait_after(sent, "TLS send"));
            }
        }
        return {};
    }
    Result<std::size_t> read(char* into, std::size_t bytes) override {
        for (;;) {
            ERR_clear_error();
            const auto length = static_cast<int>(std::min<std::size_t>(bytes, INT_MAX));
            const int got = SSL_read(connection_.get(), into, length);
            if (got > 0) return static_cast<std::size_t>(got);
            if (SSL_get_error(connection_.get(), got) == SSL_ERROR_ZERO_RETURN) return 0uz;
            ATLAS_TRY(wait_after(got, "TLS receive"));
        }
    }

private:
    TlsStream(linux::Fd socket, const Deadline& deadline)
        : socket_(std::move(socket)),
          deadline_(deadline),
          context_(SSL_CTX_new(TLS_client_method())) {}

    // The name for certificate verification. SNI carries host names only, not addresses.
    static void name_server(SSL* connection, const std::string& name) {
        in6_addr address{};
        const bool is_address = inet_pton(AF_INET, name.c_str(), &address) == 1 ||
                                inet_pton(AF_INET6, name.c_str(), &address) == 1;
        if (is_address) {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), name.c_str());
        } else {
            SSL_set1_host(connection, name.c_str());
            SSL_set_tlsext_host_name(connection, name.c_str());
        }
    }
    Result<> wait_after(int outcome, std::string_view doing) {
        const int reason = SSL_get_error(connection_.get(), outcome);
        if (reason == SSL_ERROR_WANT_READ) return wait_for(socket_.number(), POLLIN, deadline_);
        if (reason == SSL_ERROR_WANT_WRITE) return wait_for(socket_.number(), POLLOUT, deadline_);
        std::array<char, 256> text{"the connection ended"};
        if (const auto code = ERR_get_error()) ERR_error_string_n(code, text.data(), text.size());
        ERR_clear_error();
        const auto verified = SSL_get_verify_result(connection_.get());
        std::string message = std::string(doing) + ": " + text.data();
        if (verified != X509_V_OK)
            message += std::string(" (") + X509_verify_cert_error_string(verified) + ")";
        return unavailable(message);
    }

    linux::Fd socket_;
    Deadline deadline_;
    std::unique_ptr<SSL_CTX, Free> context_;
    std::unique_ptr<SSL, Free> connection_;
};

Result<linux::Fd> connect_to(const sockaddr* address, socklen_t length, const Deadline& deadline) {
    linux::Fd socket(::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error("open a socket");
    const int on = 1;
    if (address->sa_family != AF_UNIX)
        setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(socket.number(), address, length) == 0) return socket;
    if (errno != EINPROGRESS) return unavailable(linux::last_error("connect").message());
    ATLAS_TRY(wait_for(socket.number(), POLLOUT, deadline));
    int failure = 0;
    socklen_t size = sizeof failure;
    getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &failure, &size);
    if (failure != 0) return unavailable(linux::error_of(failure, "connect").message());
    return socket;
}

Result<linux::Fd> connect_unix(const std::string& path, const Deadline& deadline) {
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path)
        return Error(ErrorCode::invalid_argument, "socket path too long: " + path);
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    return connect_to(reinterpret_cast<sockaddr*>(&address), sizeof address, deadline);
}

Result<linux::Fd> connect_tcp(const DialTarget& target, const Deadline& deadline) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int failure = getaddrinfo(target.host.c_str(), target.port.c_str(), &hints, &list);
    if (failure != 0) return unavailable("find " + target.host + ": " + gai_strerror(failure));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
    Result<linux::Fd> outcome = unavailable("no address");
    for (auto* entry = list; entry && !outcome; entry = entry->ai_next)
        outcome = connect_to(entry->ai_addr, entry->ai_addrlen, deadline);
    return std::move(outcome).during(target.host + ":" + target.port);
}

}  // namespace

Result<std::unique_ptr<ClientStream>> dial(const DialTarget& target, const Deadline& deadline) {
    auto socket = ATLAS_TRY(
        target.unix_path.empty() ? connect_tcp(target, deadline)
                                 : connect_unix(target.unix_path, deadline)
    );
    if (target.tls) return TlsStream::open(std::move(socket), target, deadline);
    return std::unique_ptr<ClientStream>(new PlainStream(std::move(socket), deadline));
}

}  // namespace atlas::net
