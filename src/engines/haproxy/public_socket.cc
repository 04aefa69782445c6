// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/public_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "linux/error.h"
#include "net/server.h"

namespace atlas::engines::haproxy {
namespace {

// runc makes descriptors that it passes on blocking. All descriptors of a listening socket share
// this flag, so those of the serving HAProxy become blocking too. Its next accept would then block
// a thread, and a lock that it needs to stop, until somebody connects. A receive timeout of 1 µs,
// which nobody resets, ends such an accept at the next tick. It does not affect HAProxy's
// connections, which are not blocking.
Result<> bound_accept(const linux::Fd& fd) {
    timeval limit{0, 1};
    if (::setsockopt(fd.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0)
        return linux::last_error("limit the time of accept");
    return {};
}

}  // namespace

Result<PublicSocket> open_public_socket(const std::string& address, std::uint16_t port) {
    auto fd = ATLAS_TRY(net::open_listener(address, port));
    ATLAS_TRY(bound_accept(fd));
    return PublicSocket{port, std::move(fd)};
}

Result<PublicSocket> take_public_socket(linux::Fd fd) {
    auto port = ATLAS_TRY(net::port_of(fd));
    ATLAS_TRY(bound_accept(fd));
    return PublicSocket{port, std::move(fd)};
}

Result<std::vector<linux::Fd>> copy_public_sockets(const std::vector<PublicSocket>& sockets) {
    std::vector<linux::Fd> copies;
    for (const auto& socket : sockets) {
        linux::Fd copy(::fcntl(socket.fd.number(), F_DUPFD_CLOEXEC, 3));
        if (!copy)
            return linux::last_error("copy the socket of port " + std::to_string(socket.port));
        copies.push_back(std::move(copy));
    }
    return copies;
}

}  // namespace atlas::engines::haproxy
