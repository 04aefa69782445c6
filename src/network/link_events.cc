// SPDX-License-Identifier: Apache-2.0
#include "network/link_events.h"

#include <cstring>

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "linux/error.h"
#include "linux/namespace.h"

namespace atlas::network {
namespace {

constexpr std::size_t datagram_bytes = 64 << 10;

template <typename Header>
Header header_at(std::string_view bytes) {
    Header header{};
    if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
    return header;
}

std::string name_in(std::string_view attributes) {
    while (attributes.size() >= sizeof(rtattr)) {
        auto attribute = header_at<rtattr>(attributes);
        if (attribute.rta_len < sizeof(rtattr) || attribute.rta_len > attributes.size()) break;
        auto value = attributes.substr(sizeof(rtattr), attribute.rta_len - sizeof(rtattr));
        if (attribute.rta_type == IFLA_IFNAME)
            return std::string(value.substr(0, value.find('\0')));
        attributes.remove_prefix(
            std::min<std::size_t>(RTA_ALIGN(attribute.rta_len), attributes.size())
        );
    }
    return {};
}

Result<linux::Fd> open_socket() {
    linux::Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!socket) return linux::last_error("open an rtnetlink socket");
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK;
    if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return linux::last_error("subscribe to links");
    return socket;
}

}  // namespace

std::vector<std::string> deleted_links(std::string_view datagram) {
    std::vector<std::string> names;
    while (datagram.size() >= sizeof(nlmsghdr)) {
        auto header = header_at<nlmsghdr>(datagram);
        constexpr auto before = NLMSG_LENGTH(sizeof(ifinfomsg));
        if (header.nlmsg_len < sizeof(nlmsghdr) || header.nlmsg_len > datagram.size()) break;
        if (header.nlmsg_type == RTM_DELLINK && header.nlmsg_len > before) {
            auto name = name_in(datagram.substr(before, header.nlmsg_len - before));
            if (!name.empty()) names.push_back(std::move(name));
        }
        datagram.remove_prefix(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), datagram.size())
        );
    }
    return names;
}

Result<LinkEvents> LinkEvents::open(int network_namespace) {
    auto socket =
        ATLAS_TRY(linux::in_namespace<linux::Fd>(network_namespace, [] { return open_socket(); }));
    return LinkEvents(std::move(socket));
}

LinkEvents::Read LinkEvents::read() {
    Read all;
    std::string datagram(datagram_bytes, '\0');
    while (true) {
        auto got = ::recv(socket_.number(), datagram.data(), datagram.size(), MSG_TRUNC);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == ENOBUFS) {
            all.lost = true;
            continue;
        }
        if (got < 0) return all;
        auto size = static_cast<std::size_t>(got);
        if (size > datagram.size()) all.lost = true;
        auto bytes = std::string_view(datagram).substr(0, std::min(size, datagram.size()));
        for (auto& name : deleted_links(bytes))
            all.deleted.push_back(std::move(name));
    }
}

}  // namespace atlas::network
