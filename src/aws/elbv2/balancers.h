// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/elbv2/state.h"
#include "aws/wire/reconcile_loop.h"
#include "engines/haproxy/engine.h"
#include "network/network.h"

namespace atlas::aws::elbv2 {

/// The reconciler of load balancers. From rows to the world: it leases an address, publishes names
/// and gives the engine the desired state, for each balancer whose row is on the disk. From the
/// world to rows: it removes drained targets, and the interfaces and row of a deleted balancer.
/// Owned by the service. Region thread only.
class Balancers {
public:
    /// All outlive the reconciler.
    Balancers(
        Host& host, State& state, engines::haproxy::Engine& engine, network::Network& network
    );

    /// Reconciles every balancer; called once, when the region starts.
    void start() { loop_.wake_all(); }
    /// Reconciles one balancer, whose rows have changed.
    void wake(const std::string& arn) { loop_.wake(arn); }
    /// The engine runs and answers.
    bool serving(const BalancerRow& row) const { return engine_.serving(row.id); }
    /// Why the last step failed or the engine does not serve; empty if all is well.
    std::string trouble(const BalancerRow& row) const;
    /// A target's health as this balancer sees it; nothing if the engine does not know the target.
    std::optional<SeenHealth> health(
        const BalancerRow& row, const GroupRow& group, const TargetRow& target
    ) const;

private:
    using Done = ReconcileLoop::Done;
    void step(const std::string& arn, const BalancerRow& row, store::Durable durable, Done done);
    /// Leases the address and publishes the names on a worker, then calls `prepared`.
    void prepare(const std::string& arn, const BalancerRow& row, Done done);
    void prepared(const std::string& arn, const std::string& address);
    void take_down(const BalancerRow& row, store::Durable durable, Done done);
    /// Deletes the interfaces and erases the row, in one batch.
    void forget(const std::string& arn);
    /// The engine's listener.
    void engine_changed(const std::string& id);
    /// Removes the group's targets that have drained.
    void finish_draining(const std::string& arn, const GroupRow& group);
    /// `address` is where the names resolve to on the host; empty: they do not.
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
