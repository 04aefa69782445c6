// SPDX-License-Identifier: Apache-2.0
#include "linux/route_socket.h"

#include <cerrno>
#include <chrono>
#include <cstring>

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/namespace.h"

namespace atlas::linux {

/// A netlink request under construction: a header, a fixed struct, then attributes.
class RouteSocket::Message {
public:
    template <typename Body>
    Message(int type, int flags, const Body& body, std::string doing) : doing_(std::move(doing)) {
        nlmsghdr header{};
        header.nlmsg_type = static_cast<std::uint16_t>(type);
        header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
        append(&header, sizeof header);
        append(&body, sizeof body);
    }

    void put(int type, const void* bytes, std::size_t count) {
        rtattr attribute{};
        attribute.rta_type = static_cast<std::uint16_t>(type);
        attribute.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(count));
        append(&attribute, sizeof attribute);
        append(bytes, count);
    }
    void put_text(int type, const std::string& text) { put(type, text.c_str(), text.size() + 1); }
    void put_number(int type, std::uint32_t number) { put(type, &number, sizeof number); }
    Result<> put_address(int type, const std::string& text) {
        in_addr address{};
        if (::inet_pton(AF_INET, text.c_str(), &address) != 1)
            return Error(ErrorCode::invalid_argument, "no IPv4 address: " + text);
        put(type, &address, sizeof address);
        return {};
    }
    std::size_t open_nest(int type) {
        auto at = bytes_.size();
        put(type, nullptr, 0);
        return at;
    }
    void close_nest(std::size_t at) {
        auto length = static_cast<std::uint16_t>(bytes_.size() - at);
        std::memcpy(bytes_.data() + at, &length, sizeof length);
    }
    /// Appends bytes with padding. Called directly for a struct inside a nest that is not an
    /// attribute, as the ifinfomsg of a veth's peer.
    void append(const void* bytes, std::size_t count) {
        if (count > 0) bytes_.append(static_cast<const char*>(bytes), count);
        bytes_.resize(RTA_ALIGN(bytes_.size()));
    }
    const std::string& finish(std::uint32_t sequence) {
        nlmsghdr header{};
        std::memcpy(&header, bytes_.data(), sizeof header);
        header.nlmsg_len = static_cast<std::uint32_t>(bytes_.size());
        header.nlmsg_seq = sequence;
        std::memcpy(bytes_.data(), &header, sizeof header);
        return bytes_;
    }
    const std::string& doing() const { return doing_; }

private:
    std::string bytes_;
    std::string doing_;
};

namespace {

template <typename Header>
Header header_at(std::string_view bytes) {
    Header header{};
    if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
    return header;
}

/// The attributes that follow a fixed struct, by type. Copies each header, since it need not be
/// aligned; stops at a malformed one.
std::map<int, std::string_view> attributes_of(std::string_view bytes) {
    std::map<int, std::string_view> found;
    while (bytes.size() >= sizeof(rtattr)) {
        auto attribute = header_at<rtattr>(bytes);
        if (attribute.rta_len < sizeof(rtattr) || attribute.rta_len > bytes.size()) break;
        found[attribute.rta_type] =
            bytes.substr(sizeof(rtattr), attribute.rta_len - sizeof(rtattr));
        bytes.remove_prefix(std::min<std::size_t>(RTA_ALIGN(attribute.rta_len), bytes.size()));
    }
    return found;
}

}  // namespace

Result<RouteSocket> RouteSocket::open(int network_namespace) {
    auto socket = ATLAS_TRY(in_namespace<Fd>(network_namespace, []() -> Result<Fd> {
        Fd opened(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
        if (!opened) return last_error("netlink socket");
        return opened;
    }));
    return RouteSocket(std::move(socket));
}

Result<> RouteSocket::ask(Message& message, int tolerated_error) {
    const auto& bytes = message.finish(++sequence_);
    if (::send(socket_.number(), bytes.data(), bytes.size(), 0) < 0)
        return last_error(message.doing());
    alignas(nlmsghdr) char buffer[8192];
    while (true) {
        auto got = ::recv(socket_.number(), static_cast<char*>(buffer), sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return last_error(message.doing());
        std::string_view answer(static_cast<const char*>(buffer), static_cast<std::size_t>(got));
        auto header = header_at<nlmsghdr>(answer);
        // An acknowledgement is an NLMSG_ERROR with the error 0. Skips what belongs to an earlier
        // request.
        if (header.nlmsg_seq != sequence_ || header.nlmsg_type != NLMSG_ERROR) continue;
        auto failed = -header_at<nlmsgerr>(answer.substr(NLMSG_HDRLEN)).error;
        if (failed == 0 || failed == tolerated_error) return {};
        return error_of(failed, message.doing());
    }
}

Result<std::vector<std::string>> RouteSocket::dump(Message& message) {
    const auto& bytes = message.finish(++sequence_);
    if (::send(socket_.number(), bytes.data(), bytes.size(), 0) < 0)
        return last_error(message.doing());
    std::vector<std::string> answers;
    std::string buffer(32768, '\0');
    while (true) {
        auto got = ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return last_error(message.doing());
        std::string_view rest(buffer.data(), static_cast<std::size_t>(got));
        while (rest.size() >= sizeof(nlmsghdr)) {
            auto header = header_at<nlmsghdr>(rest);
            if (header.nlmsg_len < NLMSG_HDRLEN || header.nlmsg_len > rest.size()) break;
            if (header.nlmsg_seq == sequence_) {
                auto body = rest.substr(NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN);
                if (header.nlmsg_type == NLMSG_DONE) return answers;
                // The acknowledgement that ends a request for a single object.
                if (header.nlmsg_type == NLMSG_ERROR) {
                    auto failed = -header_at<nlmsgerr>(body).error;
                    if (failed == 0) return answers;
                    return error_of(failed, message.doing());
                }
                answers.emplace_back(body);
            }
            rest.remove_prefix(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), rest.size()));
        }
    }
}

Result<> RouteSocket::add_veth(
    const std::string& name, const std::string& peer, int peer_namespace
) {
    Message message(
        RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{}, "add veth " + name
    );
    message.put_text(IFLA_IFNAME, name);
    auto link = message.open_nest(IFLA_LINKINFO);
    message.put_text(IFLA_INFO_KIND, "veth");
    auto details = message.open_nest(IFLA_INFO_DATA);
    auto other = message.open_nest(VETH_INFO_PEER);
    ifinfomsg none{};
    message.append(&none, sizeof none);
    message.put_text(IFLA_IFNAME, peer);
    message.put_number(IFLA_NET_NS_FD, static_cast<std::uint32_t>(peer_namespace));
    message.close_nest(other);
    message.close_nest(details);
    message.close_nest(link);
    return ask(message);
}

Result<> RouteSocket::delete_link(const std::string& name) {
    Message message(RTM_DELLINK, NLM_F_ACK, ifinfomsg{}, "delete link " + name);
    message.put_text(IFLA_IFNAME, name);
    return ask(message, ENODEV);
}

Result<> RouteSocket::set_up(const std::string& name) {
    ifinfomsg link{};
    link.ifi_flags = IFF_UP;
    link.ifi_change = IFF_UP;
    Message message(RTM_NEWLINK, NLM_F_ACK, link, "set " + name + " up");
    message.put_text(IFLA_IFNAME, name);
    return ask(message);
}

Result<> RouteSocket::await_running(const std::string& name) {
    constexpr auto patience = std::chrono::seconds(1);
    constexpr useconds_t pause_us = 100;
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        Message message(RTM_GETLINK, NLM_F_ACK, ifinfomsg{}, "look at " + name);
        message.put_text(IFLA_IFNAME, name);
        for (const auto& answer : ATLAS_TRY(dump(message))) {
            auto attributes =
                attributes_of(std::string_view(answer).substr(NLMSG_ALIGN(sizeof(ifinfomsg))));
            auto state = attributes[IFLA_OPERSTATE];
            if (!state.empty() && state.front() == IF_OPER_UP) return {};
        }
        if (std::chrono::steady_clock::now() > deadline)
            return Error(ErrorCode::timed_out, name + " has no carrier");
        ::usleep(pause_us);
    }
}

Result<> RouteSocket::add_address(const InterfaceAddress& address) {
    ifaddrmsg body{};
    body.ifa_family = AF_INET;
    body.ifa_prefixlen = static_cast<std::uint8_t>(address.prefix);
    body.ifa_index = ATLAS_TRY(index_of(address.interface));
    Message message(
        RTM_NEWADDR,
        NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
        body,
        "add address " + address.address + " to " + address.interface
    );
    ATLAS_TRY(message.put_address(IFA_LOCAL, address.address));
    ATLAS_TRY(message.put_address(IFA_ADDRESS, address.address));
    return ask(message, EEXIST);
}

Result<> RouteSocket::put_route(const Route& route) {
    rtmsg body{};
    body.rtm_family = AF_INET;
    body.rtm_dst_len = static_cast<std::uint8_t>(route.prefix);
    body.rtm_protocol = RTPROT_STATIC;
    body.rtm_scope = route.gateway.empty() ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
    body.rtm_type = RTN_UNICAST;
    if (route.kind != Route::Kind::unicast) {
        body.rtm_scope = RT_SCOPE_UNIVERSE;
        body.rtm_type = route.kind == Route::Kind::blackhole ? RTN_BLACKHOLE : RTN_UNREACHABLE;
    }
    // Otherwise the kernel refuses a gateway that no address of the interface covers.
    if (!route.gateway.empty()) body.rtm_flags = RTNH_F_ONLINK;
    Message message(
        RTM_NEWROUTE,
        NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE,
        body,
        "put route to " + route.destination + "/" + std::to_string(route.prefix)
    );
    if (route.prefix > 0) ATLAS_TRY(message.put_address(RTA_DST, route.destination));
    if (!route.gateway.empty()) ATLAS_TRY(message.put_address(RTA_GATEWAY, route.gateway));
    if (!route.interface.empty()) message.put_number(RTA_OIF, ATLAS_TRY(index_of(route.interface)));
    message.put_number(RTA_TABLE, route.table);
    return ask(message);
}

Result<> RouteSocket::add_rule(const std::string& from, std::uint32_t table) {
    fib_rule_hdr body{};
    body.family = AF_INET;
    body.src_len = 32;
    body.action = FR_ACT_TO_TBL;
    Message message(
        RTM_NEWRULE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, body, "add rule from " + from
    );
    ATLAS_TRY(message.put_address(FRA_SRC, from));
    message.put_number(FRA_TABLE, table);
    return ask(message, EEXIST);
}

Result<std::uint32_t> RouteSocket::index_of(const std::string& name) {
    for (const auto& [index, known] : ATLAS_TRY(link_names())) {
        if (known == name) return index;
    }
    return Error(ErrorCode::not_found, "no interface " + name);
}

Result<std::map<std::uint32_t, std::string>> RouteSocket::link_names() {
    Message message(RTM_GETLINK, NLM_F_DUMP, ifinfomsg{}, "list links");
    std::map<std::uint32_t, std::string> names;
    for (const auto& answer : ATLAS_TRY(dump(message))) {
        auto link = header_at<ifinfomsg>(answer);
        auto attributes =
            attributes_of(std::string_view(answer).substr(NLMSG_ALIGN(sizeof(ifinfomsg))));
        auto name = attributes[IFLA_IFNAME];
        if (name.ends_with('\0')) name.remove_suffix(1);
        names[static_cast<std::uint32_t>(link.ifi_index)] = std::string(name);
    }
    return names;
}

Result<std::vector<std::string>> RouteSocket::list_links() {
    std::vector<std::string> names;
    for (auto& [index, name] : ATLAS_TRY(link_names()))
        names.push_back(name);
    return names;
}

Result<std::vector<InterfaceAddress>> RouteSocket::list_addresses() {
    auto names = ATLAS_TRY(link_names());
    ifaddrmsg body{};
    body.ifa_family = AF_INET;
    Message message(RTM_GETADDR, NLM_F_DUMP, body, "list addresses");
    std::vector<InterfaceAddress> addresses;
    for (const auto& answer : ATLAS_TRY(dump(message))) {
        auto entry = header_at<ifaddrmsg>(answer);
        auto attributes =
            attributes_of(std::string_view(answer).substr(NLMSG_ALIGN(sizeof(ifaddrmsg))));
        char text[INET_ADDRSTRLEN] = {};
        auto local = header_at<in_addr>(attributes[IFA_LOCAL]);
        ::inet_ntop(AF_INET, &local, static_cast<char*>(text), sizeof text);
        addresses.push_back(
            {names[entry.ifa_index], static_cast<const char*>(text), entry.ifa_prefixlen}
        );
    }
    return addresses;
}

}  // namespace atlas::linux
