// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/kafka/state.h"

namespace atlas::aws::kafka {

/// Gives each cluster to the engine and brings back what was observed: ACTIVE when its broker
/// answers and is as wanted, gone when nothing is left of it. Region thread only.
class ClusterReconciler {
public:
    ClusterReconciler(State& state, engines::msk::Engine& engine)
        : state_(state), engine_(engine) {}
    /// All clusters that the store had.
    void start(Host& host);
    /// After a committed change of one.
    void reconcile(const std::string& arn);
    std::string trouble(const ClusterRow& row) const { return engine_.trouble(row.id); }

private:
    void observe(const std::string& id);
    void forget(const std::string& arn);

    State& state_;
    engines::msk::Engine& engine_;
    Host* host_ = nullptr;
};

}  // namespace atlas::aws::kafka
