// SPDX-License-Identifier: Apache-2.0
#include "network/sockets.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "linux/error.h"
#include "linux/namespace.h"

namespace atlas::tests {
namespace {

// Of one that expects silence, and of one that expects an answer: a busy machine may keep it
// waiting.
constexpr int patience_ms = 250;
constexpr int answer_max_ms = 10'000;

sockaddr_in place_of(const std::string& address, std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &place.sin_addr);
    return place;
}

linux::Fd open_in(const Where& where, int type) {
    linux::Fd opened;
    auto open = [&]() -> Result<> {
        opened = linux::Fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
        return {};
    };
    if (where.empty()) {
        (void)open();
    } else if (auto space = linux::open_namespace(where)) {
        (void)linux::run_in_namespace(space.value().number(), open);
    }
    return opened;
}

bool bind_to(const linux::Fd& socket, const std::string& address, std::uint16_t port) {
    int yes = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    auto place = place_of(address, port);
    return ::bind(socket.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) == 0;
}

bool ready(const linux::Fd& socket, short events, int at_most_ms = patience_ms) {
    pollfd waiting{socket.number(), events, 0};
    return ::poll(&waiting, 1, at_most_ms) > 0;
}

std::string outcome_of(const linux::Fd& socket, int at_most_ms) {
    if (!ready(socket, POLLOUT, at_most_ms)) return "timed out";
    int failed = 0;
    socklen_t size = sizeof failed;
    ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &failed, &size);
    if (failed == 0) return "open";
    return failed == ECONNREFUSED ? "refused" : std::strerror(failed);
}

std::string connect_to(
    const linux::Fd& socket,
    const std::string& address,
    std::uint16_t port,
    int at_most_ms = patience_ms
) {
    auto place = place_of(address, port);
    if (::connect(socket.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) == 0)
        return "open";
    return errno == EINPROGRESS ? outcome_of(socket, at_most_ms) : std::strerror(errno);
}

bool passes(const linux::Fd& from, const linux::Fd& to) {
    char byte = 'x';
    if (::send(from.number(), &byte, 1, MSG_NOSIGNAL) != 1) return false;
    return ready(to, POLLIN, answer_max_ms) && ::recv(to.number(), &byte, 1, 0) == 1;
}

int sent_again(const linux::Fd& socket) {
    tcp_info told{};
    socklen_t size = sizeof told;
    ::getsockopt(socket.number(), IPPROTO_TCP, TCP_INFO, &told, &size);
    return static_cast<int>(told.tcpi_total_retrans);
}

}  // namespace

linux::Fd listen_in(const Where& where, const std::string& address, std::uint16_t port) {
    auto socket = open_in(where, SOCK_STREAM);
    if (!bind_to(socket, address, port) || ::listen(socket.number(), 16) != 0) return {};
    return socket;
}

std::string try_connect(
    const Where& where, const std::string& address, std::uint16_t port, const std::string& source
) {
    auto socket = open_in(where, SOCK_STREAM | SOCK_NONBLOCK);
    if (!source.empty() && !bind_to(socket, source, 0)) return "cannot bind";
    return connect_to(socket, address, port);
}

Conversation converse(
    const Where& where, const linux::Fd& listener, const std::string& address, std::uint16_t port
) {
    Conversation made;
    made.client = open_in(where, SOCK_STREAM | SOCK_NONBLOCK);
    if (connect_to(made.client, address, port, answer_max_ms) != "open") return {};
    made.sent_again = sent_again(made.client);
    if (!ready(listener, POLLIN, answer_max_ms)) return {};
    made.server = linux::Fd(::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC));
    return made;
}

bool Conversation::alive() const {
    return client && server && passes(client, server) && passes(server, client);
}

std::string resolve(const Where& where, const std::string& server, const std::string& name) {
    std::string query("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12);
    std::size_t from = 0;
    while (from <= name.size()) {
        auto dot = std::min(name.find('.', from), name.size());
        query += static_cast<char>(dot - from);
        query += name.substr(from, dot - from);
        from = dot + 1;
    }
    query += std::string("\0\0\1\0\1", 5);
    auto socket = open_in(where, SOCK_DGRAM);
    if (connect_to(socket, server, 53) != "open") return "no answer";
    if (::send(socket.number(), query.data(), query.size(), 0) < 0) return "no answer";
    if (!ready(socket, POLLIN)) return "no answer";
    unsigned char answer[1500] = {};
    auto got = ::recv(socket.number(), static_cast<unsigned char*>(answer), sizeof answer, 0);
    if (got < 12) return "no answer";
    auto code = answer[3] & 15;
    if (code == 3) return "NXDOMAIN";
    if (code == 5) return "REFUSED";
    std::vector<std::string> found;
    // Each record is a two-byte pointer to the name, ten bytes of head and four of address.
    for (std::size_t record = 0; record < answer[7]; ++record) {
        auto at = query.size() + record * 16 + 12;
        char text[INET_ADDRSTRLEN] = {};
        ::inet_ntop(AF_INET, answer + at, static_cast<char*>(text), sizeof text);
        found.emplace_back(static_cast<const char*>(text));
    }
    std::sort(found.begin(), found.end());
    std::string joined;
    for (const auto& address : found)
        joined += (joined.empty() ? "" : " ") + address;
    return joined;
}

}  // namespace atlas::tests
