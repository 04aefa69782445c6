// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "network/network.h"
#include "network/router.h"

namespace atlas::network {

/// Makes a workload's namespace, attaches its interfaces as eth0, eth1, … and returns its path. An
/// existing namespace with exactly these addresses stays; any other is recreated.
Result<std::string> open_sandbox(
    Router& router,
    const std::string& region,
    const std::string& id,
    const std::vector<Eni>& enis,
    bool own_users
);

/// Restores interfaces of an open sandbox that somebody deleted and returns their number. The
/// sandbox keeps its namespace, sockets and addresses. 0 if the sandbox is not open.
Result<int> mend_sandbox(
    Router& router, const std::string& region, const std::string& id, const std::vector<Eni>& enis
);

/// Deletes the interfaces first, because a namespace that a process still holds would keep them,
/// and then the namespace's name. No error if it does not exist.
Result<> close_sandbox(const std::string& region, const std::string& id);

}  // namespace atlas::network
