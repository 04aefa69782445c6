// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/kafka/state.h"
#include "aws/wire/reconcile_loop.h"

namespace atlas::aws::kafka {

/// The reconciler of clusters. From rows to the engine: it hands over the desired state of each
/// cluster whose row is on the disk. From the engine to rows: a cluster becomes ACTIVE once its
/// broker answers and is as desired, and its row is erased once nothing is left of it. Owned by the
/// service. Region thread only.
class ClusterReconciler {
public:
    /// Both outlive the reconciler.
    ClusterReconciler(State& state, engines::msk::Engine& engine)
        : state_(state), engine_(engine) {}
    /// Called once, when the region starts: reconciles all clusters.
    void start(Host& host);
    /// To be called after a cluster's row has changed. The engine gets the change once it is on the
    /// disk.
    void wake(const std::string& arn);
    /// Why the broker does not serve as desired; empty if it does.
    std::string trouble(const ClusterRow& row) const { return engine_.trouble(row.id); }

private:
    using Done = ReconcileLoop::Done;
    void step(const ClusterRow& row, store::Durable durable, Done done);
    /// Sets the cluster with this engine id ACTIVE, and its operation to UPDATE_COMPLETE, if the
    /// engine has settled.
    void observe(const std::string& id);
    /// Deletes the interfaces and erases the cluster and its operations, in one batch.
    void forget(const std::string& arn);

    // Constant after construction.
    State& state_;
    engines::msk::Engine& engine_;
    // Set by `start`.
    Host* host_ = nullptr;
    std::optional<Reconciler<ClusterRow>> loop_;
    Lifetime life_;
};

}  // namespace atlas::aws::kafka
