// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "network/network.h"

/// A region's network in a host of the test's own, with the stack in small: balancer → app → cache.
namespace atlas::tests {

/// False, said once a test, where namespaces and nftables are not to be had.
bool is_root();
/// The output of a program of the machine.
std::string run(std::vector<std::string> args);
/// The same in a namespace.
std::string run_in(const std::string& space, const std::vector<std::string>& args);
/// Ids that no other test run on this machine has at the same time.
std::string region_id(int number);

network::GroupRule tcp(int port, std::string cidr, std::string group);
network::VpcPlan plan();

struct Region {
    explicit Region(std::string name);
    ~Region();
    void start();
    /// The three workloads of the plan.
    void open_all();
    std::string space(const std::string& sandbox) const { return "atlas-" + id + "-s-" + sandbox; }
    std::string router() const { return "atlas-" + id + "-vpc-1"; }
    int resolver_pid() const;
    /// What is wrong now, and what was mended, a line each.
    std::string told() const;

    std::string id;
    std::string place;
    network::NetworkOptions options;
    std::unique_ptr<network::Network> network;
};

/// Says why where a call failed.
template <typename T>
bool good(Result<T> result) {
    if (!result) MESSAGE(result.error().message());
    return result.ok();
}

/// Waits for what another process does in its own time; at most two seconds.
template <typename Condition>
bool soon(Condition condition) {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        ::usleep(2000);
    }
    return true;
}

}  // namespace atlas::tests
