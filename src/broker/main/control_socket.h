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

/// The broker's control socket: a Unix stream socket that takes one JSON object a line and answers
/// each with one (docs/formats/broker-control.md). A descriptor may come with a line (SCM_RIGHTS).
/// Only its owner may connect (mode 0600). Loop thread only.
class ControlSocket {
public:
    /// Answers one command. `passed` is the descriptor that came with it, or none.
    using Command = std::function<json::Value(const json::Value& command, linux::Fd passed)>;

    /// Replaces what stands at `path`.
    static Result<std::unique_ptr<ControlSocket>> open(
        EventLoop& loop, const std::string& path, Command command
    );
    ~ControlSocket();

private:
    struct Client {
        linux::Fd socket;
        std::string input;
        linux::Fd passed;
    };

    ControlSocket(EventLoop& loop, linux::Fd socket, Command command)
        : loop_(loop), socket_(std::move(socket)), command_(std::move(command)) {}
    void accept();
    void read(int descriptor);
    /// False when the client is to be dropped.
    bool take_lines(Client& client);
    void drop(int descriptor);

    EventLoop& loop_;
    linux::Fd socket_;
    Command command_;
    std::map<int, Client> clients_;
};

/// {"ok":false,"error":…}.
/// Says "READY=1" to whoever listens on a Unix datagram socket; nothing where nobody does.
void tell_ready(const std::string& path);

json::Value refusal(const std::string& why);

}  // namespace atlas::broker
