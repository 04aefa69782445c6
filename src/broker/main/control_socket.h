// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "broker/server/event_loop.h"
#include "json/value.h"
#include "linux/fd.h"

namespace atlas::broker {

/// The broker's control socket: a Unix stream socket that receives one JSON object per line and
/// answers each with one (docs/formats/broker-control.md). A line may come with a descriptor
/// (SCM_RIGHTS). Only the broker's user may connect (mode 0600). Loop thread only.
class ControlSocket {
public:
    /// Answers one command. `passed` is the descriptor that came with the line, or none.
    using Command = std::function<json::Value(const json::Value& command, linux::Fd passed)>;

    /// Creates the socket at `path` and replaces an existing one.
    static Result<std::unique_ptr<ControlSocket>> open(
        EventLoop& loop, const std::string& path, Command command
    );
    ~ControlSocket();

private:
    /// A connection, with the bytes of an incomplete line.
    struct Client {
        linux::Fd socket;
        std::string input;
        linux::Fd passed;
    };

    ControlSocket(EventLoop& loop, linux::Fd socket, Command command)
        : loop_(loop), socket_(std::move(socket)), command_(std::move(command)) {}
    // Handlers of the event loop: the listening socket, and the client with this descriptor.
    void accept();
    void read(int descriptor);
    /// Answers all complete lines; false if the client must be disconnected.
    bool take_lines(Client& client);
    void drop(int descriptor);

    EventLoop& loop_;
    linux::Fd socket_;
    Command command_;
    std::map<int, Client> clients_;
};

/// Sends "READY=1" to a Unix datagram socket. Does nothing if `path` is empty or not bound.
void tell_ready(const std::string& path);

/// {"ok":false,"error":why}
json::Value refusal(const std::string& why);

}  // namespace atlas::broker
