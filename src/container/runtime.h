// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "container/cgroup.h"
#include "container/process.h"

namespace atlas::container {

/// The two processes of a running container.
struct ContainerProcesses {
    Process container;  // its first process
    Process monitor;    // conmon: writes its log and its exit status
};

/// Runs containers with runc and conmon, so that they outlive this process. runc's state is below
/// `/run`: a reboot removes containers and their state together. Root only; blocking; any thread,
/// one call per id at a time; any number of `exec` at a time.
class Runtime {
public:
    /// Folders in which runc and conmon keep their files.
    struct Places {
        std::string state;  // runc's --root, e.g. /run/atlas/<region>/runc
        std::string exits;  // conmon's exit files
    };
    /// Finds both programs. unavailable: one is not installed.
    static Result<Runtime> open(Places places);

    /// Starts conmon, which runs `runc create`: the container exists but does not run yet. The
    /// folder `bundle` holds config.json and gets monitor.log and pid files. The log is written to
    /// `log` in k8s-file format. `sockets` become the container's descriptors 3, 4, ….
    Result<ContainerProcesses> create(
        const std::string& id,
        const std::string& bundle,
        const std::string& log,
        const std::vector<int>& sockets
    ) const;
    /// Starts the process of a created container.
    Result<> start(const std::string& id) const;
    /// Runs a command in the container and returns its exit code; its output is discarded.
    /// timed_out: it was killed after `timeout`. Nothing outside `group`, the container's, is
    /// killed.
    Result<int> exec(
        const std::string& id,
        const Cgroup& group,
        const std::vector<std::string>& args,
        std::chrono::milliseconds timeout
    ) const;
    /// Kills the container's remaining processes and removes runc's state and cgroup; no error if
    /// it is gone.
    Result<> remove(const std::string& id) const;
    /// All ids in runc's state folder.
    Result<std::vector<std::string>> list() const;
    /// The exit code that conmon wrote; nothing while the container runs, or if conmon was killed.
    std::optional<int> read_exit_code(const std::string& id) const;
    void remove_exit_file(const std::string& id) const;

    const Places& places() const { return places_; }

private:
    Result<> run_runc(std::vector<std::string> args) const;

    Places places_;
    std::string runc_;
    std::string conmon_;
};

}  // namespace atlas::container
