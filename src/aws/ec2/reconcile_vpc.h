// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/ec2/state.h"
#include "aws/wire/host.h"
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
    /// No new work; what runs on a worker ends there.
    void stop() { stopped_ = true; }

private:
    void carry_out(const std::string& vpc);
    void carried_out(const std::string& vpc, Result<> result);
    void remove_strangers();

    // Constant after the start.
    const State& state_;
    network::Network& network_;
    Host* host_ = nullptr;
    bool stopped_ = false;
    struct Work {
        bool running = false;
        bool again = false;
        int failures = 0;
    };
    std::map<std::string, Work> work_;
};

}  // namespace atlas::aws::ec2
