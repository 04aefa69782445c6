// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::engines::haproxy {

/// A listening socket outside the VPC, which every HAProxy of a balancer shares, and its port.
struct PublicSocket {
    std::uint16_t port = 0;
    linux::Fd fd;
};

Result<PublicSocket> open_public_socket(const std::string& address, std::uint16_t port);
/// Takes one back that a HAProxy has.
Result<PublicSocket> take_public_socket(linux::Fd fd);

}  // namespace atlas::engines::haproxy
