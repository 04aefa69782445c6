// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <unordered_map>

#include "broker/server/connection.h"
#include "broker/server/limits.h"
#include "broker/server/tls.h"

namespace atlas::broker {

/// All listening sockets and all connections. Loop thread only.
class Server {
public:
    struct Settings {
        std::size_t connections_max = 4096;
        std::size_t frames_bytes_max = limits::frames_bytes;
        /// What answers hold of, where sessions take room for them; may be null.
        std::shared_ptr<MemoryBudget> answers = nullptr;
        std::chrono::milliseconds stall = limits::stall;
        std::chrono::milliseconds contended_frame = limits::contended_frame;
        std::chrono::milliseconds contended_answer = limits::contended_answer;
        std::chrono::milliseconds sweep = limits::sweep;
    };

    Server(EventLoop& loop, Settings settings);
    ~Server();

    /// Takes over a listening socket. Each connection asks `identity` anew, so that a renewed
    /// certificate serves without a restart; one that answers null speaks in clear.
    using Identity = std::function<std::shared_ptr<TlsIdentity>()>;
    Result<> listen(std::string set, linux::Fd socket, Identity identity, OpenSession open_session);
    /// Closes the listening sockets of a set; connections that came by them stay.
    void stop_listening(const std::string& set);

    /// No new connection, no new request; answers under way still leave.
    void stop_accepting();
    /// Calls `empty` once, from the loop, as soon as there is no connection.
    void when_empty(Executor::Task empty);
    std::size_t connections() const { return connections_.size(); }
    std::size_t accepted() const { return accepted_; }

private:
    struct Listener {
        std::string set;
        linux::Fd socket;
        Identity identity;
        OpenSession open_session;
    };

    void close(Listener& listener);
    void accept_some(Listener& listener);
    void accept_one(Listener& listener, linux::Fd socket, std::string peer);
    void forget(Connection& connection);
    void sweep();
    bool is_late(Connection& connection, Connection::Moment now) const;

    EventLoop& loop_;
    Settings settings_;
    std::shared_ptr<FrameBudget> frames_;
    std::list<Listener> listeners_;
    std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
    std::size_t accepted_ = 0;
    Executor::Task when_empty_;
    bool waking_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// Binds and listens on address:port (0 = any); non-blocking, SO_REUSEADDR, backlog 1024.
Result<linux::Fd> open_tcp_listener(const std::string& address, std::uint16_t port);

}  // namespace atlas::broker
