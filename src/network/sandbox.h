// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "network/network.h"
#include "network/router.h"

namespace atlas::network {

/// Makes the namespace of a workload and attaches its interfaces as eth0, eth1, …; leaves alone one
/// that is there just so, and makes anew one that is not. Answers its path.
Result<std::string> open_sandbox(
    Router& router,
    const std::string& region,
    const std::string& id,
    const std::vector<Eni>& enis,
    bool own_users
);

/// Puts back the interfaces of an open sandbox that somebody deleted, and answers how many: what
/// runs in it keeps its namespace, its sockets and its address. None where it is not open.
Result<int> mend_sandbox(
    Router& router, const std::string& region, const std::string& id, const std::vector<Eni>& enis
);

/// Takes the interfaces away at once (a namespace that a process still holds would keep them), then
/// the name. Fine when it is not there.
Result<> close_sandbox(const std::string& region, const std::string& id);

}  // namespace atlas::network
