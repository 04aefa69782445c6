// SPDX-License-Identifier: Apache-2.0
#include "broker/server/tls.h"

#include <algorithm>
#include <climits>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace atlas::broker {
namespace {

struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* connection) const { SSL_free(connection); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;

std::string last_tls_error() {
    char text[256] = "unknown";
    if (const auto code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return text;
}

class TlsStream final : public Stream {
public:
    TlsStream(SSL_CTX* context, linux::Fd socket)
        : socket_(std::move(socket)), connection_(SSL_new(context)) {
        if (!connection_) return;
        SSL_set_fd(connection_.get(), socket_.number());
        SSL_set_accept_state(connection_.get());
    }
    int descriptor() const override { return socket_.number(); }
    Outcome read(std::span<char> into) override {
        read_wants_write_ = false;
        if (!connection_) return {State::closed, 0};
        ERR_clear_error();
        const auto size = static_cast<int>(std::min<std::size_t>(into.size(), INT_MAX));
        const int moved = SSL_read(connection_.get(), into.data(), size);
        if (moved > 0) {
            // After a full record another one usually follows.
            const bool full = moved == SSL3_RT_MAX_PLAIN_LENGTH;
            const bool drained = !full && !SSL_has_pending(connection_.get());
            return {State::done, static_cast<std::size_t>(moved), drained};
        }
        const int reason = SSL_get_error(connection_.get(), moved);
        read_wants_write_ = reason == SSL_ERROR_WANT_WRITE;
        return {waits(reason) ? State::would_block : fail(reason), 0};
    }
    Outcome write(std::string_view bytes) override {
        if (!connection_) return {State::closed, 0};
        ERR_clear_error();
        const auto size = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
        const int moved = SSL_write(connection_.get(), bytes.data(), size);
        if (moved > 0) return {State::done, static_cast<std::size_t>(moved)};
        const int reason = SSL_get_error(connection_.get(), moved);
        return {waits(reason) ? State::would_block : fail(reason), 0};
    }
    bool read_wants_write() const override { return read_wants_write_; }
    void shut_down() override {
        if (connection_ && !broken_ && SSL_is_init_finished(connection_.get()))
            SSL_shutdown(connection_.get());
        ERR_clear_error();
    }

private:
    static bool waits(int reason) {
        return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
    }
    /// After a fatal error no further OpenSSL call is allowed on the connection (SSL_get_error(3)).
    State fail(int reason) {
        broken_ = reason == SSL_ERROR_SSL || reason == SSL_ERROR_SYSCALL;
        ERR_clear_error();
        return State::closed;
    }

    linux::Fd socket_;
    std::unique_ptr<SSL, Free> connection_;
    bool read_wants_write_ = false;
    bool broken_ = false;
};

class OpenSslIdentity final : public TlsIdentity {
public:
    explicit OpenSslIdentity(Context context) : context_(std::move(context)) {}
    std::unique_ptr<Stream> accept(linux::Fd socket) override {
        return std::make_unique<TlsStream>(context_.get(), std::move(socket));
    }

private:
    Context context_;
};

}  // namespace

Result<std::shared_ptr<TlsIdentity>> TlsIdentity::load(
    const std::string& chain_file, const std::string& key_file
) {
    Context context(SSL_CTX_new(TLS_server_method()));
    if (!context) return Error(ErrorCode::exhausted, "TLS: " + last_tls_error());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // Idle connections keep no buffers. A repeated SSL_write may pass another address, because the
    // output buffers move.
    SSL_CTX_set_mode(
        context.get(),
        SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
    );
    // One read of the socket takes all available records; otherwise each record costs two reads.
    SSL_CTX_set_read_ahead(context.get(), 1);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    if (SSL_CTX_use_certificate_chain_file(context.get(), chain_file.c_str()) != 1)
        return Error(ErrorCode::invalid_argument, chain_file + ": " + last_tls_error());
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1)
        return Error(ErrorCode::invalid_argument, key_file + ": " + last_tls_error());
    return std::shared_ptr<TlsIdentity>(std::make_shared<OpenSslIdentity>(std::move(context)));
}

}  // namespace atlas::broker
