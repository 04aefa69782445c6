// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/kafka/state.h"
#include "aws/wire/reconcile_loop.h"

namespace atlas::aws::kafka {

/// Brings each committed cluster to the engine, and what the engine observed back into the rows:
/// ACTIVE once its broker answers and is as desired, gone once nothing is left of it. Region thread
/// only.
class ClusterReconciler {
public:
    ClusterReconciler(State& state, engines::msk::Engine& engine)
        : state_(state), engine_(engine) {}
    /// Reconciles all clusters that the store had.
    void start(Host& host);
    /// A cluster's row has changed; its engine hears of it once the change is on the disk.
    void wake(const std::string& arn);
    std::string trouble(const ClusterRow& row) const { return engine_.trouble(row.id); }

private:
    using Done = ReconcileLoop::Done;
    void step(const ClusterRow& row, store::Durable durable, Done done);
    void observe(const std::string& id);
    void forget(const std::string& arn);

    State& state_;
    engines::msk::Engine& engine_;
    Host* host_ = nullptr;
    std::optional<Reconciler<ClusterRow>> loop_;  // since `start`
    Lifetime life_;
};

}  // namespace atlas::aws::kafka
