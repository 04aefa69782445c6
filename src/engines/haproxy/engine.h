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

/// What a balancer is to be, with its place in the network.
struct Wanted {
    Balancer balancer;
    network::SandboxPlan sandbox;              // one interface a zone; the engine names it
    std::string resolver;                      // the VPC's base+2
    std::vector<std::string> security_groups;  // decide who reaches its public listeners
};

/// Runs one HAProxy a balancer and keeps it as wanted: desired → files, commands, reload or restart
/// → observed. A killed HAProxy is started again with the same sockets, which the region holds, so
/// that no connection attempt fails. Home thread only.
class Engine {
public:
    struct Options {
        Executor* home = nullptr;
        Workers* workers = nullptr;
        const Clock* clock = nullptr;
        supervisor::Supervisor* supervisor = nullptr;
        network::Network* network = nullptr;
        std::string directory;  // one folder a balancer below it
        /// A HAProxy that has not answered for so long is replaced by the next one beside it.
        std::chrono::milliseconds answer_max{10'000};
    };
    static Result<std::unique_ptr<Engine>> open(Options options);
    virtual ~Engine() = default;

    /// Takes back what still runs, once, before the first apply.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// The whole balancer as it is to be; calls in a row are carried out as one.
    virtual void apply(Wanted wanted) = 0;
    /// Stops it and removes files, listeners and sandbox, once its row says so on the disk; `done`
    /// when nothing is left.
    virtual void remove(
        const std::string& id, store::Durable durable, std::move_only_function<void()> done
    ) = 0;

    /// HAProxy runs and answers.
    virtual bool serving(const std::string& id) const = 0;
    /// Why it does not serve, for status; empty while all is well.
    virtual std::string trouble(const std::string& id) const = 0;
    virtual std::optional<Health> health(
        const std::string& id, const std::string& group, const Target& target
    ) const = 0;
    /// Told after anything that the three calls above answer has changed.
    virtual void on_change(std::function<void(const std::string& id)> listener) = 0;
};

}  // namespace atlas::engines::haproxy
