// SPDX-License-Identifier: Apache-2.0
#include "broker/server/server.h"

#include <cerrno>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/log.h"
#include "broker/server/limits.h"
#include "linux/error.h"

namespace atlas::broker {
namespace {

std::string text_of(const sockaddr_in& address) {
    char text[INET_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    return text;
}

void set_option(int descriptor, int level, int name) {
    const int on = 1;
    ::setsockopt(descriptor, level, name, &on, sizeof on);
}

}  // namespace

Result<linux::Fd> open_tcp_listener(const std::string& address, std::uint16_t port) {
    const std::string doing = "listen on " + address + ":" + std::to_string(port);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    if (::inet_pton(AF_INET, address.c_str(), &name.sin_addr) != 1)
        return Error(ErrorCode::invalid_argument, doing + ": not an IPv4 address");
    linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error(doing);
    set_option(socket.number(), SOL_SOCKET, SO_REUSEADDR);
    if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&name), sizeof name) != 0 ||
        ::listen(socket.number(), 1024) != 0)
        return linux::last_error(doing);
    return socket;
}

Server::Server(EventLoop& loop, Settings settings)
    : loop_(loop),
      settings_(std::move(settings)),
      frames_(std::make_shared<FrameBudget>(
          loop,
          FrameBudget::Settings{
              settings_.frames_bytes_max, settings_.frames_bytes_max / limits::frames_shares
          }
      )) {}

Server::~Server() {
    *alive_ = false;
    stop_accepting();
    while (!connections_.empty())
        connections_.begin()->second.connection->close();
}

Result<> Server::listen(
    std::string set, linux::Fd socket, Identity identity, OpenSession open_session
) {
    const int descriptor = socket.number();
    auto& listener = listeners_.emplace_back(
        std::move(set), std::move(socket), std::move(identity), std::move(open_session)
    );
    ATLAS_TRY(loop_.add(descriptor, EPOLLIN, [this, &listener](auto) { accept_some(listener); }));
    if (!std::exchange(waking_, true)) sweep();
    return {};
}

void Server::accept_some(Listener& listener) {
    constexpr int accepts_in_turn = 64;  // before other connections have a turn
    for (int turn = 0; turn < accepts_in_turn; ++turn) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        linux::Fd socket(::accept4(
            listener.socket.number(),
            reinterpret_cast<sockaddr*>(&peer),
            &size,
            SOCK_NONBLOCK | SOCK_CLOEXEC
        ));
        if (socket) {
            accept_one(listener, std::move(socket), text_of(peer));
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            log::warning("server", "{}", linux::last_error("accept").message());
            // Without descriptors the listener stays readable: not watching it avoids a busy loop.
            loop_.change(listener.socket.number(), 0);
            loop_.post_after(limits::accept_pause, [this, alive = alive_, &listener] {
                if (*alive && listener.socket) loop_.change(listener.socket.number(), EPOLLIN);
            });
            return;
        } else if (errno != ECONNABORTED && errno != EINTR) {
            return;
        }
    }
}

bool Server::has_place(const std::string& peer) {
    const auto source = by_source_.find(peer);
    const auto same = source == by_source_.end() ? 0 : source->second;
    const bool place =
        connections_.size() < settings_.connections_max && same < settings_.source_connections_max;
    // A flood is logged once a sweep, not once a connection.
    if (!place && turned_away_++ == 0)
        log::warning(
            "server", "{} turned away: {} connections, {} of it", peer, connections_.size(), same
        );
    return place;
}

void Server::accept_one(Listener& listener, linux::Fd socket, std::string peer) {
    ++accepted_;
    if (!has_place(peer)) return;
    // Answers are written whole, so Nagle's algorithm would only delay them.
    set_option(socket.number(), IPPROTO_TCP, TCP_NODELAY);
    set_option(socket.number(), SOL_SOCKET, SO_KEEPALIVE);
    const auto identity = listener.identity();
    auto stream = identity ? identity->accept(std::move(socket)) : plain_stream(std::move(socket));
    auto connection = std::make_shared<Connection>(
        loop_, *frames_, std::move(stream), [this](Connection& closed) { forget(closed); }
    );
    if (auto started = connection->start(listener.open_session(peer)); !started) {
        log::warning("server", "{}", started.error().message());
        return;
    }
    ++by_source_[peer];
    connections_.emplace(connection.get(), Open{connection, std::move(peer)});
}

void Server::forget(Connection& connection) {
    const auto found = connections_.find(&connection);
    if (found == connections_.end()) return;
    // The connection may be running one of its own functions, so it is destroyed later.
    loop_.post([last = std::move(found->second.connection)] {});
    const auto source = by_source_.find(found->second.peer);
    if (--source->second == 0) by_source_.erase(source);
    connections_.erase(found);
    if (connections_.empty() && when_empty_) loop_.post(std::exchange(when_empty_, nullptr));
}

void Server::when_empty(Executor::Task empty) {
    if (connections_.empty()) return loop_.post(std::move(empty));
    when_empty_ = std::move(empty);
}

void Server::close(Listener& listener) {
    if (!listener.socket) return;
    loop_.remove(listener.socket.number());
    listener.socket.close();
}

void Server::stop_listening(const std::string& set) {
    for (auto& listener : listeners_)
        if (listener.set == set) close(listener);
}

void Server::stop_accepting() {
    for (auto& listener : listeners_)
        close(listener);
    std::vector<std::shared_ptr<Connection>> all;
    for (const auto& [key, open] : connections_)
        all.push_back(open.connection);
    for (const auto& connection : all)
        connection->close_when_done();
}

bool Server::is_late(Connection& connection, Connection::Moment now) const {
    const auto quiet = now - connection.last_active();
    // Bytes alone do not help a client that does not authenticate.
    if (!connection.established() && now - connection.opened() > limits::establish) return true;
    if (connection.stalled() && quiet > settings_.stall) return true;
    if (connection.idle() && quiet > limits::idle) return true;
    // A byte now and then keeps a connection open, but not the memory that others wait for. Both
    // functions run at each sweep, because they measure the progress since the last one.
    const auto whole = settings_.stall;
    const bool frame = connection.holds_frame_too_long(now, {settings_.contended_frame, whole});
    const bool answers =
        connection.holds_answers_too_long(now, {settings_.contended_answer, whole});
    return (frame && frames_->contended()) ||
           (answers && settings_.answers && settings_.answers->contended());
}

void Server::sweep() {
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<Connection>> late;
    turned_away_ = 0;
    for (const auto& [key, open] : connections_)
        if (is_late(*open.connection, now)) late.push_back(open.connection);
    for (const auto& connection : late)
        connection->close();
    loop_.post_after(settings_.sweep, [this, alive = alive_] {
        if (*alive) sweep();
    });
}

}  // namespace atlas::broker
