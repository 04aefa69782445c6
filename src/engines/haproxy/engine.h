// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "engines/haproxy/balancer.h"
#include "engines/haproxy/health.h"
#include "network/network.h"
#include "store/durable.h"
#include "supervisor/supervisor.h"

namespace atlas::engines::haproxy {

/// The desired state of a balancer and its place in the network.
struct Wanted {
    Balancer balancer;
    network::SandboxPlan sandbox;              // one interface per zone; the engine sets its id
    std::string resolver;                      // the VPC's base+2
    std::vector<std::string> security_groups;  // decide who reaches its public listeners
};

/// Runs one HAProxy per balancer and keeps it in the desired state: desired → files, commands,
/// reload or restart → observed. A killed HAProxy is started again with the same listening sockets.
/// The region holds them too, so no connection attempt fails in the meantime. Home thread only;
/// callbacks are called there.
class Engine {
public:
    /// All pointers must outlive the engine.
    struct Options {
        Executor* home = nullptr;
        Workers* workers = nullptr;
        const Clock* clock = nullptr;
        supervisor::Supervisor* supervisor = nullptr;
        network::Network* network = nullptr;
        std::string directory;  // has one folder per balancer
        /// A HAProxy that has not answered for this long is replaced by a new process that is
        /// started next to it.
        std::chrono::milliseconds answer_max{10'000};
    };
    static Result<std::unique_ptr<Engine>> open(Options options);
    virtual ~Engine() = default;

    /// Takes over running workloads of an earlier region process; call it once, before the first
    /// `apply`.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// Sets the complete desired state; several calls in a row may be carried out as one change.
    virtual void apply(Wanted wanted) = 0;
    /// Stops the balancer and removes its files, listeners and sandbox. `durable` proves that the
    /// deletion of its row is on disk. Calls `done` when everything is removed.
    virtual void remove(
        const std::string& id, store::Durable durable, std::move_only_function<void()> done
    ) = 0;

    /// Whether HAProxy runs and answers.
    virtual bool serving(const std::string& id) const = 0;
    /// Why the balancer is not as desired, for `atlas status`; empty if all is well.
    virtual std::string trouble(const std::string& id) const = 0;
    /// A target's health; nothing before HAProxy's first answer.
    virtual std::optional<Health> health(
        const std::string& id, const std::string& group, const Target& target
    ) const = 0;
    /// Sets the listener that is called after a result of `serving`, `trouble` or `health` may have
    /// changed.
    virtual void on_change(std::function<void(const std::string& id)> listener) = 0;
};

}  // namespace atlas::engines::haproxy
