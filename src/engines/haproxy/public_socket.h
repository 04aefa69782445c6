// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::engines::haproxy {

/// A listening socket on the host and its port. All HAProxy processes of a balancer share it.
struct PublicSocket {
    std::uint16_t port = 0;
    linux::Fd fd;
};

Result<PublicSocket> open_public_socket(const std::string& address, std::uint16_t port);
/// Wraps a descriptor copied from a running HAProxy.
Result<PublicSocket> take_public_socket(linux::Fd fd);
/// Descriptors of the same sockets for the next HAProxy. exhausted: this process has no descriptor
/// left.
Result<std::vector<linux::Fd>> copy_public_sockets(const std::vector<PublicSocket>& sockets);

}  // namespace atlas::engines::haproxy
