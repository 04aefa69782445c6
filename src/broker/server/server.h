// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <unordered_map>

#include "broker/server/connection.h"
#include "broker/server/limits.h"
#include "broker/server/tls.h"

namespace atlas::broker {

/// All listening sockets and all connections. Owned by main. Loop thread only.
class Server {
public:
    struct Settings {
        std::size_t connections_max = 4096;
        /// Of one source address, so that no source takes all places. All programs of the host
        /// have one address.
        std::size_t source_connections_max = 2048;
        std::size_t frames_bytes_max = limits::frames_bytes;
        /// The budget that sessions take memory for answers from; may be null. Used here only to
        /// close slow connections while others wait for it.
        std::shared_ptr<MemoryBudget> answers = nullptr;
        std::chrono::milliseconds stall = limits::stall;
        std::chrono::milliseconds contended_frame = limits::contended_frame;
        std::chrono::milliseconds contended_answer = limits::contended_answer;
        std::chrono::milliseconds sweep = limits::sweep;
    };

    Server(EventLoop& loop, Settings settings);
    ~Server();

    /// Accepts connections on a listening socket. `identity` is called for each connection, so that
    /// a renewed certificate needs no restart; null means plaintext.
    using Identity = std::function<std::shared_ptr<TlsIdentity>()>;
    Result<> listen(std::string set, linux::Fd socket, Identity identity, OpenSession open_session);
    /// Closes the listening sockets of a set; their connections stay open.
    void stop_listening(const std::string& set);

    /// Accepts no new connection and reads no new request; outstanding answers are still sent.
    void stop_accepting();
    /// Calls `empty` once, from the loop, when there is no connection.
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
    struct Open {
        std::shared_ptr<Connection> connection;
        std::string peer;
    };

    /// Whether there is a place for one more connection of this source.
    bool has_place(const std::string& peer);
    void close(Listener& listener);
    void accept_some(Listener& listener);
    void accept_one(Listener& listener, linux::Fd socket, std::string peer);
    /// Called by a connection that has closed.
    void forget(Connection& connection);
    /// Closes connections that are late; runs every Settings::sweep.
    void sweep();
    /// Whether a connection has exceeded one of the times in limits.h.
    bool is_late(Connection& connection, Connection::Moment now) const;

    EventLoop& loop_;
    Settings settings_;
    std::shared_ptr<FrameBudget> frames_;
    std::list<Listener> listeners_;
    std::unordered_map<Connection*, Open> connections_;
    std::unordered_map<std::string, std::size_t> by_source_;  // how many of them
    std::size_t accepted_ = 0;
    std::size_t turned_away_ = 0;  // since the last sweep
    Executor::Task when_empty_;
    bool waking_ = false;
    std::shared_ptr<bool> alive_ =
        std::make_shared<bool>(true);  // for timers: false once destroyed
};

/// Binds and listens on address:port (0 = any); non-blocking, SO_REUSEADDR, backlog 1024.
Result<linux::Fd> open_tcp_listener(const std::string& address, std::uint16_t port);

}  // namespace atlas::broker
