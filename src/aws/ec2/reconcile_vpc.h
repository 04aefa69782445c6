// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/ec2/state.h"
#include "aws/wire/reconcile_loop.h"
#include "network/network.h"

namespace atlas::aws::ec2 {

/// The reconciler of VPCs. After each commit it gives the network the VPC's new plan at once, so
/// that the next user of an interface finds it there. A worker then brings the kernel to that plan:
/// one worker for each VPC at a time, repeated until the kernel has the latest plan. Owned by Ec2.
/// Region thread only.
class VpcReconciler {
public:
    VpcReconciler(const State& state, network::Network& network)
        : state_(state), network_(network) {}

    /// Called once, when the region starts: gives the network the plans of all VPCs, and removes
    /// the kernel's VPCs that have no row.
    void start(Host& host);
    /// To be called after the commit that changed, created or deleted the VPC.
    void changed(const std::string& vpc);
    /// Why the last attempt to bring the kernel to the plan failed; empty if it did not fail.
    std::string trouble(const std::string& vpc) const { return loop_ ? loop_->trouble(vpc) : ""; }
    /// Begins no more work; a worker's current work finishes.
    void stop() {
        if (loop_) loop_->stop();
    }

private:
    using Done = ReconcileLoop::Done;
    bool is_idle(const std::string& vpc) const;
    /// Applies the plan, or removes the VPC if `exists` is false, on a worker.
    void step(const std::string& vpc, bool exists, Done done);
    /// Removes the kernel's VPCs that have no row.
    void remove_strangers();

    // Constant after `start`.
    const State& state_;
    network::Network& network_;
    Host* host_ = nullptr;
    std::optional<Reconciler<VpcRow>> loop_;
    Lifetime life_;
};

}  // namespace atlas::aws::ec2
