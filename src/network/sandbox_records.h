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

/// The sandboxes that are to be open, with their interfaces. Kept in files beside the namespaces
/// (both live until the machine's next boot), since after a start of the region its workloads run
/// on and nobody opens their sandboxes again. Any thread.
class SandboxRecords {
public:
    /// `directory` need not be there; a file that does not parse is passed over.
    explicit SandboxRecords(std::string directory);

    Result<> put(const SandboxPlan& plan);
    /// Fine when it is not there.
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
