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

/// What the control socket may ask of the region. Region thread only.
class Controlled {
public:
    virtual ~Controlled() = default;
    /// Facts about the process: id, account, endpoint, pid, since, names that another region owns,
    /// and what is not as it must be ("Troubles").
    virtual json::Value describe() = 0;
    /// An AWS operation as the region's administrator: {"output": …} or {"error": {code, message}}.
    virtual void run_operation(
        const std::string& service,
        const std::string& operation,
        const json::Value& input,
        std::move_only_function<void(json::Value)> then
    ) = 0;
    /// The last lines that workloads of an owner ("ecs:", "elb:", "msk:") printed, by workload.
    virtual json::Value last_lines(const std::string& owner_prefix, int count) = 0;
    /// Tells the version of now once it is another than `known`, or after a second.
    virtual void await_change(Changes::Version known, Changes::Told told) = 0;
    /// Ends the process after the answer; what it started goes on.
    virtual void stop(std::move_only_function<void()> done) = 0;
};

/// HTTP with JSON over the Unix socket `control.sock` in the home (mode 0600): the way of the
/// region's own command.
///
///     GET  /v1/region                             → describe
///     GET  /v1/changes?known=0                    → await_change: {"Version": …}
///     GET  /v1/lines?owner=ecs:&count=20          → last_lines
///     POST /v1/operation/<service>/<Operation>    → run_operation, body = input
///     POST /v1/stop                               → stop; the process ends after the answer
Result<std::unique_ptr<net::Server>> open_control(
    const std::string& home, Executor& region_thread, Controlled& region
);

/// One request, as the socket's server hands it on. Region thread only.
void answer_control(Controlled& region, const net::Request& request, net::Respond respond);

std::string control_path(const std::string& home);

}  // namespace atlas::region
