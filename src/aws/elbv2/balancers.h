// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/elbv2/state.h"
#include "aws/wire/reconcile_loop.h"
#include "engines/haproxy/engine.h"
#include "network/network.h"

namespace atlas::aws::elbv2 {

/// Brings each committed balancer to the world: its lease and names, then the engine; and back: a
/// target that has drained goes, a deleted balancer gives back its interfaces. Region thread only.
class Balancers {
public:
    Balancers(
        Host& host, State& state, engines::haproxy::Engine& engine, network::Network& network
    );

    /// Brings every balancer to its rows, after the region's start.
    void start() { loop_.wake_all(); }
    /// A balancer's rows have changed.
    void wake(const std::string& arn) { loop_.wake(arn); }
    bool serving(const BalancerRow& row) const { return engine_.serving(row.id); }
    std::string trouble(const BalancerRow& row) const;
    std::optional<SeenHealth> health(
        const BalancerRow& row, const GroupRow& group, const TargetRow& target
    ) const;

private:
    using Done = ReconcileLoop::Done;
    void step(const std::string& arn, const BalancerRow& row, store::Durable durable, Done done);
    void prepare(const std::string& arn, const BalancerRow& row, Done done);
    void prepared(const std::string& arn, const std::string& address);
    void take_down(const BalancerRow& row, store::Durable durable, Done done);
    void forget(const std::string& arn);
    void engine_changed(const std::string& id);
    void finish_draining(const std::string& arn, const GroupRow& group);
    network::NameSet names_of(const BalancerRow& row, const std::string& address) const;

    // Constant after construction.
    Host& host_;
    State& state_;
    engines::haproxy::Engine& engine_;
    network::Network& network_;
    // Region thread only.
    Reconciler<BalancerRow> loop_;
    Lifetime life_;
};

}  // namespace atlas::aws::elbv2
