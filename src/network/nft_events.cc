// SPDX-License-Identifier: Apache-2.0
#include "network/nft_events.h"

#include <cstring>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "linux/error.h"
#include "linux/namespace.h"

namespace atlas::network {
namespace {

/// Room for notifications of a ruleset with some thousand rules.
constexpr int receive_buffer_bytes = 8 << 20;
constexpr std::size_t datagram_bytes = 64 << 10;
constexpr int get_generation = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETGEN;
constexpr int new_generation = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWGEN;
constexpr int attribute_type_mask = 0x3fff;  // without the flags "nested" and "network order"
/// In all other nf_tables messages the first attribute is the table's name.
constexpr int table_attribute = NFTA_TABLE_NAME;

template <typename Header>
Header header_at(std::string_view bytes) {
    Header header{};
    if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
    return header;
}

std::optional<std::string_view> find_attribute(std::string_view bytes, int type) {
    while (bytes.size() >= sizeof(nlattr)) {
        auto attribute = header_at<nlattr>(bytes);
        if (attribute.nla_len < sizeof(nlattr) || attribute.nla_len > bytes.size()) break;
        if ((attribute.nla_type & attribute_type_mask) == type)
            return bytes.substr(sizeof(nlattr), attribute.nla_len - sizeof(nlattr));
        bytes.remove_prefix(std::min<std::size_t>(NLA_ALIGN(attribute.nla_len), bytes.size()));
    }
    return std::nullopt;
}

/// Type and attributes of the first message; empties `bytes` where there is none.
std::pair<int, std::string_view> take_message(std::string_view& bytes) {
    auto header = header_at<nlmsghdr>(bytes);
    constexpr auto before = sizeof(nlmsghdr) + sizeof(nfgenmsg);
    if (header.nlmsg_len < sizeof(nlmsghdr) || header.nlmsg_len > bytes.size()) {
        bytes = {};
        return {};
    }
    auto message = bytes.substr(0, header.nlmsg_len);
    bytes.remove_prefix(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), bytes.size()));
    message.remove_prefix(std::min<std::size_t>(before, message.size()));
    return {header.nlmsg_type, message};
}

std::optional<std::uint32_t> generation_in(std::string_view attributes) {
    auto id = find_attribute(attributes, NFTA_GEN_ID);
    if (!id || id->size() != sizeof(std::uint32_t)) return std::nullopt;
    return ntohl(header_at<std::uint32_t>(*id));
}

Result<linux::Fd> open_socket(int flags) {
    linux::Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, NETLINK_NETFILTER));
    if (!socket) return linux::last_error("open an nfnetlink socket");
    return socket;
}

Result<std::pair<linux::Fd, linux::Fd>> open_sockets() {
    auto events = ATLAS_TRY(open_socket(SOCK_NONBLOCK));
    ::setsockopt(
        events.number(),
        SOL_SOCKET,
        SO_RCVBUFFORCE,
        &receive_buffer_bytes,
        sizeof receive_buffer_bytes
    );
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(events.number(), raw, sizeof address) != 0)
        return linux::last_error("bind an nfnetlink socket");
    const int group = NFNLGRP_NFTABLES;
    if (::setsockopt(events.number(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) !=
        0)
        return linux::last_error("subscribe to nftables");
    auto questions = ATLAS_TRY(open_socket(0));
    return std::pair(std::move(events), std::move(questions));
}

}  // namespace

void read_nft_messages(
    std::string_view datagram, NftTransaction& unfinished, std::vector<NftTransaction>& finished
) {
    while (!datagram.empty()) {
        auto [type, attributes] = take_message(datagram);
        if (type >> 8 != NFNL_SUBSYS_NFTABLES) continue;
        if (type != new_generation) {
            auto name = find_attribute(attributes, table_attribute);
            if (name) unfinished.tables.emplace(name->substr(0, name->find('\0')));
            continue;
        }
        unfinished.generation = generation_in(attributes).value_or(0);
        finished.push_back(std::exchange(unfinished, {}));
    }
}

Result<NftEvents> NftEvents::open(int network_namespace) {
    if (network_namespace < 0) {
        auto [events, questions] = ATLAS_TRY(open_sockets());
        return NftEvents(std::move(events), std::move(questions));
    }
    using Sockets = std::pair<linux::Fd, linux::Fd>;
    auto [events, questions] =
        ATLAS_TRY(linux::in_namespace<Sockets>(network_namespace, [] { return open_sockets(); }));
    return NftEvents(std::move(events), std::move(questions));
}

NftEvents::Read NftEvents::read() {
    Read all;
    std::string datagram(datagram_bytes, '\0');
    while (true) {
        auto got = ::recv(events_.number(), datagram.data(), datagram.size(), MSG_TRUNC);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == ENOBUFS) {
            all.lost = true;
            continue;
        }
        if (got < 0) return all;
        auto size = static_cast<std::size_t>(got);
        if (size > datagram.size()) all.lost = true;
        auto bytes = std::string_view(datagram).substr(0, std::min(size, datagram.size()));
        read_nft_messages(bytes, unfinished_, all.transactions);
    }
}

Result<std::uint32_t> NftEvents::generation() {
    struct {
        nlmsghdr header;
        nfgenmsg body;
    } question{};
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = get_generation;
    question.header.nlmsg_flags = NLM_F_REQUEST;
    if (::send(questions_.number(), &question, sizeof question, 0) < 0)
        return linux::last_error("ask for the generation of nftables");
    std::string answer(4096, '\0');
    auto got = ::recv(questions_.number(), answer.data(), answer.size(), 0);
    if (got < 0) return linux::last_error("read the generation of nftables");
    std::string_view rest(answer.data(), static_cast<std::size_t>(got));
    auto [type, attributes] = take_message(rest);
    auto generation = generation_in(attributes);
    if (type != new_generation || !generation)
        return Error(ErrorCode::io, "the kernel did not tell the generation of nftables");
    return *generation;
}

}  // namespace atlas::network
