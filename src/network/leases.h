// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

/// What a region holds alone among the regions of one machine, written down in
/// `<run_directory>/leases` under a lock, one line a region: block, port, home.
namespace atlas::network {

struct Lease {
    std::string block;           // "127.77.12": the region's public addresses are below it
    std::uint16_t api_port = 0;  // 4566, or the next one free
    std::string home;            // ATLAS_HOME, absolute
    bool operator==(const Lease&) const = default;
};

/// Takes, or finds again, the lease of this home. The same home gets the same lease as long as
/// nobody else took it meanwhile (it is remembered in `home`/lease). A lease whose home is gone
/// from the disk is given to the next. exhausted: 250 regions live already.
Result<Lease> take_lease(const std::string& home, const std::string& run_directory = "/run/atlas");
/// `down`: gives it back; fine when there is none. The home still remembers it. With the last lease
/// the run directory goes, unless something else lies in it.
Result<> free_lease(const std::string& home, const std::string& run_directory = "/run/atlas");
Result<std::vector<Lease>> list_leases(const std::string& run_directory = "/run/atlas");

}  // namespace atlas::network
