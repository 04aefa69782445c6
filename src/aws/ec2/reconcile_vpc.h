// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/ec2/state.h"
#include "aws/wire/reconcile_loop.h"
#include "network/network.h"

namespace atlas::aws::ec2 {

/// Brings the network to the committed state, VPC by VPC: the plan is desired at once (so that
/// whoever uses an interface next finds it), the kernel follows on a worker, one worker a VPC,
/// again and again until it has the latest. Region thread only.
class VpcReconciler {
public:
    VpcReconciler(const State& state, network::Network& network)
        : state_(state), network_(network) {}

    /// Desires every VPC's plan, and has the kernel's VPCs removed that are no more.
    void start(Host& host);
    /// A VPC has changed or gone, and that is on the disk.
    void changed(const std::string& vpc);
    /// Why the kernel does not follow; empty while it does.
    std::string trouble(const std::string& vpc) const { return loop_ ? loop_->trouble(vpc) : ""; }
    /// No new work; what runs on a worker ends there.
    void stop() {
        if (loop_) loop_->stop();
    }

private:
    using Done = ReconcileLoop::Done;
    bool is_idle(const std::string& vpc) const;
    void step(const std::string& vpc, bool exists, Done done);
    void remove_strangers();

    // Constant after the start.
    const State& state_;
    network::Network& network_;
    Host* host_ = nullptr;
    std::optional<Reconciler<VpcRow>> loop_;
    Lifetime life_;
};

}  // namespace atlas::aws::ec2
