// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::linux {

/// A route to one IPv4 destination.
struct Route {
    enum class Kind : std::uint8_t {
        unicast,
        blackhole,    // packets are dropped silently
        unreachable,  // packets are rejected with ICMP
    };
    std::string destination = "0.0.0.0";
    int prefix = 0;
    std::string gateway;        // empty = directly on the link
    std::string interface;      // empty for blackhole and unreachable
    std::uint32_t table = 254;  // RT_TABLE_MAIN
    Kind kind = Kind::unicast;
};

struct InterfaceAddress {
    std::string interface;
    std::string address;
    int prefix = 32;
};

/// Links, addresses and routes of one network namespace, over rtnetlink(7). A call takes tens of
/// microseconds, since no process is started. Interfaces are given by name; not_found: there is no
/// such interface. One thread at a time.
class RouteSocket {
public:
    /// Opens a socket in the namespace of this descriptor, which need not stay open.
    static Result<RouteSocket> open(int network_namespace);

    /// Adds a veth pair: `name` in this namespace, `peer` in the namespace of `peer_namespace`.
    /// already_exists: one of the names is taken.
    Result<> add_veth(const std::string& name, const std::string& peer, int peer_namespace);
    /// Succeeds if there is no such link. Deleting one end of a veth pair deletes the other too.
    Result<> delete_link(const std::string& name);
    Result<> set_up(const std::string& name);
    /// Waits until the interface's operational state is up. The end of a veth pair that was set up
    /// before its peer drops packets until the kernel's link watcher has noticed the carrier.
    /// timed_out: it takes more than a second.
    Result<> await_running(const std::string& name);
    /// Succeeds if the interface has the address already.
    Result<> add_address(const InterfaceAddress& address);
    /// Adds a route, or replaces the one of the same destination and table.
    Result<> put_route(const Route& route);
    /// Adds a rule: for packets from this address, look up this table. Succeeds if it exists.
    Result<> add_rule(const std::string& from, std::uint32_t table);
    Result<std::vector<std::string>> list_links();
    Result<std::vector<InterfaceAddress>> list_addresses();

private:
    explicit RouteSocket(Fd socket) : socket_(std::move(socket)) {}
    class Message;
    /// Sends a request and waits for its acknowledgement. `tolerated_error` is an errno that counts
    /// as success.
    Result<> ask(Message& message, int tolerated_error = 0);
    /// Sends a request and returns the bodies of all its answers.
    Result<std::vector<std::string>> dump(Message& message);
    Result<std::uint32_t> index_of(const std::string& name);
    Result<std::map<std::uint32_t, std::string>> link_names();

    Fd socket_;
    std::uint32_t sequence_ = 0;
};

}  // namespace atlas::linux
