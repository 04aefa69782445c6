// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "linux/fd.h"

/// Clients and servers inside namespaces, by plain sockets, for the tests of the network.
namespace atlas::tests {

/// Where a socket is opened: a named namespace, or the test's own host (empty).
using Where = std::string;

linux::Fd listen_in(const Where& where, const std::string& address, std::uint16_t port);
/// "open", "refused", "timed out" (after 250 ms) or what the system says. `source`: the address to
/// bind to before, or empty.
std::string try_connect(
    const Where& where,
    const std::string& address,
    std::uint16_t port,
    const std::string& source = ""
);
/// A connection and its other end, taken from the listener.
struct Conversation {
    linux::Fd client;
    linux::Fd server;
    /// Packets that it took more than one try to connect with: the kernel tries again after 1 s.
    int sent_again = 0;
    /// Whether bytes still go there and back.
    bool alive() const;
};
Conversation converse(
    const Where& where, const linux::Fd& listener, const std::string& address, std::uint16_t port
);
/// The A records of a name as "10.0.0.1 10.0.0.2", or "NXDOMAIN", "REFUSED", "no answer".
std::string resolve(const Where& where, const std::string& server, const std::string& name);

}  // namespace atlas::tests
