// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"
#include "linux/process_runner.h"

namespace atlas::network {

/// dnsmasq in a VPC's router: answers the names that are published for the VPC, NXDOMAIN for others
/// below `atlas.test`, REFUSED for the outside world's. A plain process that outlives ours; known
/// by its pid file and command line. It uses no inotify instance: these are counted by user, and
/// any other program of `nobody` could use them up. One thread at a time.
class Resolver {
public:
    /// `directory` (of this VPC alone, readable by all) holds the pid file and names/.
    Resolver(std::string directory, std::string address)
        : directory_(std::move(directory)), address_(std::move(address)) {}

    /// Takes back the one that runs, or starts one in the namespace; either then knows all that is
    /// published. True: `process` is another than before.
    Result<bool> ensure(linux::ProcessRunner& runner, int network_namespace);
    /// Its process (pidfd), readable when it has ended.
    const linux::Fd& process() const { return process_; }
    /// Makes it read the published names again; fine when it is not running.
    void reload();
    /// Ends it and waits for its end; fine when it is not running.
    void stop();

private:
    linux::Fd find(bool& answers_as_now) const;
    bool adopt();

    std::string directory_;
    std::string address_;
    linux::Fd process_;
};

/// Replaces what one owner publishes in a VPC, at once; none = its file goes. True: something is
/// different, and the VPC's resolver must be told (`reload`).
Result<bool> write_names(
    const std::string& vpc_directory,
    const std::string& owner,
    const std::map<std::string, std::vector<std::string>>& names
);

/// Makes the directory and those below `run_directory` that lead to it, readable by all.
Result<> make_public_directory(const std::string& path);

}  // namespace atlas::network
