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
        blackhole,    // dropped without a word
        unreachable,  // refused by ICMP
    };
    std::string destination = "0.0.0.0";
    int prefix = 0;
    std::string gateway;    // empty = directly on the link
    std::string interface;  // empty for blackhole and unreachable
    std::uint32_t table = 254;
    Kind kind = Kind::unicast;
};

struct InterfaceAddress {
    std::string interface;
    std::string address;
    int prefix = 32;
};

/// The kernel's links, addresses and routes of one network namespace by rtnetlink: no process, tens
/// of microseconds a call. Names are the interface's. One thread at a time.
class RouteSocket {
public:
    /// Opens it in the namespace behind this descriptor.
    static Result<RouteSocket> open(int network_namespace);

    /// A veth pair: `name` here, `peer` in the namespace `peer_namespace`.
    Result<> add_veth(const std::string& name, const std::string& peer, int peer_namespace);
    /// Fine when it is not there. A veth takes its peer along.
    Result<> delete_link(const std::string& name);
    Result<> set_up(const std::string& name);
    /// Until the interface sends. A veth's end that was set up before its peer drops what it is
    /// given until the kernel's link watcher has seen the carrier, some time later. timed_out: not
    /// within a second.
    Result<> await_running(const std::string& name);
    /// Fine when it is there already.
    Result<> add_address(const InterfaceAddress& address);
    /// Replaces the route of the same destination and table.
    Result<> put_route(const Route& route);
    /// `from` this address, look up this table. Fine when there.
    Result<> add_rule(const std::string& from, std::uint32_t table);
    Result<std::vector<std::string>> list_links();
    Result<std::vector<InterfaceAddress>> list_addresses();

private:
    explicit RouteSocket(Fd socket) : socket_(std::move(socket)) {}
    class Message;
    Result<> ask(Message& message, int tolerated_error = 0);
    Result<std::vector<std::string>> dump(Message& message);
    Result<std::uint32_t> index_of(const std::string& name);
    Result<std::map<std::uint32_t, std::string>> link_names();

    Fd socket_;
    std::uint32_t sequence_ = 0;
};

}  // namespace atlas::linux
