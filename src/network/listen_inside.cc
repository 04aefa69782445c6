// SPDX-License-Identifier: Apache-2.0
#include "network/listen_inside.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "linux/error.h"
#include "linux/namespace.h"

namespace atlas::network {
namespace {

Result<linux::Fd> open_socket(const std::string& address, std::uint16_t port) {
    linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error("socket");
    int yes = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    if (::inet_pton(AF_INET, address.c_str(), &place.sin_addr) != 1)
        return Error(ErrorCode::invalid_argument, "no IPv4 address: " + address);
    auto where = address + ":" + std::to_string(port);
    if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) != 0)
        return linux::last_error("bind " + where);
    if (::listen(socket.number(), 1024) != 0) return linux::last_error("listen " + where);
    return socket;
}

}  // namespace

Result<linux::Fd> listen_inside(
    int network_namespace, const std::string& address, std::uint16_t port
) {
    return linux::in_namespace<linux::Fd>(network_namespace, [&] {
        return open_socket(address, port);
    });
}

}  // namespace atlas::network
