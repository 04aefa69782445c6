// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "container/process.h"

namespace atlas::container {

/// The two processes of a running container.
struct ContainerProcesses {
    Process container;  // its first process
    Process monitor;    // conmon: holds its log and its exit status
};

/// runc under conmon: containers that outlive us. State of runc is below `/run`, so a reboot ends
/// containers and their state alike. Root only; blocking; any thread, one call an id at a time.
class Runtime {
public:
    struct Places {
        std::string state;  // runc's --root, e.g. /run/atlas/<region>/runc
        std::string exits;  // conmon's exit files
    };
    /// Finds both programs. unavailable: not installed.
    static Result<Runtime> open(Places places);

    /// conmon and `runc create`: the container is there and waits. `bundle` holds config.json and
    /// gets monitor.log, pid files; the log is k8s-file at `log`. `sockets` become its 3, 4, ….
    Result<ContainerProcesses> create(
        const std::string& id,
        const std::string& bundle,
        const std::string& log,
        const std::vector<int>& sockets
    ) const;
    /// Lets a created container run.
    Result<> start(const std::string& id) const;
    /// A command inside; its exit code. timed_out: killed after `timeout`.
    Result<int> exec(
        const std::string& id,
        const std::vector<std::string>& args,
        std::chrono::milliseconds timeout
    ) const;
    /// Kills what is left of it and removes runc's state and its cgroup; fine when it is gone.
    Result<> remove(const std::string& id) const;
    /// All ids that runc knows below this state folder.
    Result<std::vector<std::string>> list() const;
    /// What conmon wrote at its end; nothing while it runs or when conmon was killed.
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
