// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "network/network.h"

namespace atlas::network {

/// The sandboxes that should be open, with their interfaces. Kept in files that live as long as the
/// namespaces, until the next boot: after a restart of the region its workloads still run, and
/// nobody opens their sandboxes again. Any thread.
class SandboxRecords {
public:
    /// `directory` need not exist; files that do not parse are skipped.
    explicit SandboxRecords(std::string directory);

    Result<> put(const SandboxPlan& plan);
    /// No error if it does not exist.
    Result<> erase(const std::string& id);
    std::optional<SandboxPlan> find(const std::string& id) const;
    std::vector<SandboxPlan> of_vpc(const std::string& vpc) const;

private:
    const std::string directory_;
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::map<std::string, SandboxPlan> plans_;
};

}  // namespace atlas::network
