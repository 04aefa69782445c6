// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "aws/elbv2/state.h"
#include "aws/wire/host.h"
#include "engines/haproxy/engine.h"
#include "network/network.h"

namespace atlas::aws::elbv2 {

/// The reconciler of balancers: rows → lease and names → engine; and back: a target that has
/// drained goes, a deleted balancer gives back its interfaces. Region thread only.
class Balancers {
public:
    Balancers(
        Host& host, State& state, engines::haproxy::Engine& engine, network::Network& network
    );

    /// Brings every balancer to its rows, after the region's start.
    void start();
    /// A balancer's rows have changed.
    void wake(const std::string& arn);
    bool serving(const BalancerRow& row) const { return engine_.serving(row.id); }
    std::string trouble(const BalancerRow& row) const { return engine_.trouble(row.id); }
    std::optional<SeenHealth> health(
        const BalancerRow& row, const GroupRow& group, const TargetRow& target
    ) const;

private:
    void prepare(const std::string& arn, const BalancerRow& row);
    void prepared(const std::string& arn, Result<std::string> address);
    void take_down(const std::string& arn, const BalancerRow& row);
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
    std::set<std::string> busy_;   // ARNs whose lease and names are being made
    std::set<std::string> again_;  // of these, changed meanwhile
};

}  // namespace atlas::aws::elbv2
