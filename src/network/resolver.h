// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"
#include "linux/process_runner.h"

namespace atlas::network {

/// The dnsmasq of a VPC's router. It answers names published for the VPC, NXDOMAIN for others below
/// `atlas.test`, and REFUSED for all other names. It outlives this process and is found again by
/// its pid file and command line. It uses no inotify instance, because their number per user is
/// limited and other programs of `nobody` could use them up. One thread at a time.
class Resolver {
public:
    /// `directory` belongs to this VPC alone, is readable by all, and holds the pid file and
    /// names/.
    Resolver(std::string directory, std::string address)
        : directory_(std::move(directory)), address_(std::move(address)) {}

    /// Takes over a running dnsmasq or starts one in the namespace; either way it knows all
    /// published names. Returns true if `process` is a new one.
    Result<bool> ensure(linux::ProcessRunner& runner, int network_namespace);
    /// The pidfd of its process, readable when it has ended.
    const linux::Fd& process() const { return process_; }
    /// Makes it read the published names again (SIGHUP); no effect if it is not running.
    void reload();
    /// Kills it and waits for its end; no effect if it is not running.
    void stop();

private:
    linux::Fd find(bool& answers_as_now) const;
    bool adopt();

    std::string directory_;
    std::string address_;
    linux::Fd process_;
};

/// Atomically replaces the names that one owner publishes in a VPC; an empty map removes them.
/// True: something changed, and the VPC's resolver must `reload`.
Result<bool> write_names(
    const std::string& vpc_directory,
    const std::string& owner,
    const std::map<std::string, std::vector<std::string>>& names
);

/// Makes the directory and missing parents; the directory itself gets mode 0755.
Result<> make_public_directory(const std::string& path);

}  // namespace atlas::network
