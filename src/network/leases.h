// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

/// What a region leases among the regions of one machine. The file `<run_directory>/leases` has one
/// line per region (block, port, home) and is changed under a lock.
namespace atlas::network {

/// One region's share of the machine's loopback addresses and ports.
struct Lease {
    std::string block;           // "127.77.12": prefix of the region's public addresses
    std::uint16_t api_port = 0;  // 4566 or the next free port
    std::string home;            // ATLAS_HOME, absolute
    bool operator==(const Lease&) const = default;
};

/// Returns the lease of this home or takes one. `home`/lease remembers it, so that the same home
/// gets the same block and port unless another region has them. Leases of homes that do not exist
/// any more are dropped. exhausted: all 250 blocks are leased, or no port is free.
Result<Lease> take_lease(const std::string& home, const std::string& run_directory = "/run/atlas");
/// For `down`: returns the lease; no error if there is none. The home still remembers it. The run
/// directory is removed with the last lease if it is empty.
Result<> free_lease(const std::string& home, const std::string& run_directory = "/run/atlas");
Result<std::vector<Lease>> list_leases(const std::string& run_directory = "/run/atlas");

}  // namespace atlas::network
