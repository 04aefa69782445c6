// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "aws/wire/host.h"
#include "base/result.h"
#include "json/value.h"
#include "net/server.h"
#include "region/changes.h"

namespace atlas::region {

/// What the control socket can ask of the region. The region implements it. Region thread only.
class Controlled {
public:
    virtual ~Controlled() = default;
    /// Facts about the process: id, account, endpoint, pid, start time, names that another region
    /// owns ("Conflicts"), and conditions that need attention ("Troubles").
    virtual json::Value describe() = 0;
    /// Runs an AWS operation as the region's administrator. `then` gets {"output": …} or {"error":
    /// {code, message}} on the region thread.
    virtual void run_operation(
        const std::string& service,
        const std::string& operation,
        const json::Value& input,
        std::move_only_function<void(json::Value)> then
    ) = 0;
    /// The last lines printed by each workload whose id starts with `owner_prefix` ("ecs:", "elb:",
    /// "msk:"), keyed by workload id.
    virtual json::Value last_lines(const std::string& owner_prefix, int count) = 0;
    /// Calls `told` with the current version: at once if it differs from `known`, otherwise at the
    /// next change or after one second.
    virtual void await_change(Changes::Version known, Changes::Told told) = 0;
    /// Calls `done`, then ends the process. The workloads it started keep running.
    virtual void stop(std::move_only_function<void()> done) = 0;
};

/// Serves HTTP with JSON on the Unix socket `control.sock` in the home (mode 0600). The `atlas`
/// command uses it to talk to the region.
///
///     GET  /v1/region                             → describe
///     GET  /v1/changes?known=0                    → await_change: {"Version": …}
///     GET  /v1/lines?owner=ecs:&count=20          → last_lines
///     POST /v1/operation/<service>/<Operation>    → run_operation, body = input
///     POST /v1/stop                               → stop; the process ends after the answer
Result<std::unique_ptr<net::Server>> open_control(
    const std::string& home, Executor& region_thread, Controlled& region
);

/// Answers one request of the control socket. Region thread only.
void answer_control(Controlled& region, const net::Request& request, net::Respond respond);

std::string control_path(const std::string& home);

}  // namespace atlas::region
