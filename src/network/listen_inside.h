// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::network {

/// Opens a listening TCP socket in a network namespace. It stays in that namespace whoever holds
/// it.
Result<linux::Fd> listen_inside(
    int network_namespace, const std::string& address, std::uint16_t port
);

}  // namespace atlas::network
