// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/public_socket.h"

#include <sys/socket.h>
#include <sys/time.h>

#include "linux/error.h"
#include "net/server.h"

namespace atlas::engines::haproxy {
namespace {

// Descriptors that runc passes on become blocking, and with them those of the HAProxy that serves
// meanwhile, since all are one open file: its next accept would hold a thread, and a lock that its
// end needs, until somebody connects. The time limit of a socket nobody takes away; that of 1 µs
// ends such an accept with the next tick. Connections do not wait by it: HAProxy's are not
// blocking.
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

}  // namespace atlas::engines::haproxy
