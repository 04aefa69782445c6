// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engines/haproxy/check_configuration.h"
#include "engines/haproxy/converge.h"
#include "engines/haproxy/engine.h"
#include "engines/haproxy/prepare_start.h"

namespace atlas::engines::haproxy {

/// One balancer of the engine. Home thread only.
///
///     stopped ──start──► awaited ──► ready ──other ports──► stopped, the old workload retiring
///                  ▲        ▲          │
///                  │        └──reload──┘
///                  └─ the next generation, when one has not answered for long
struct Unit {
    std::optional<Wanted> wanted;  // none = to be removed
    std::vector<std::move_only_function<void()>> removed;

    // The workload that is the balancer now, and those before it that finish their requests.
    int generation = 0;
    bool running = false;
    std::vector<PublicSocket> sockets;
    std::string retiring;             // serves until the workload is ready; empty = none
    std::set<std::string> finishing;  // were told to stop

    /// A start or reload that has not been answered yet.
    struct Awaited {
        int not_pid = 0;        // the worker's before a reload, 0 = any
        std::string structure;  // runs then
        bool late = false;
        std::uint64_t serial = 0;
    };
    std::optional<Awaited> awaited;
    bool ready = false;
    /// Since when the one that runs has not answered; none = it did when it was last asked.
    std::optional<std::chrono::steady_clock::time_point> silent_since;

    // Of the steps: one at a time.
    bool busy = false;
    bool again = false;
    int failures = 0;
    std::string trouble;
    std::optional<std::chrono::steady_clock::time_point> refresh_at;

    // Observed.
    int pid = 0;  // of the HAProxy worker
    std::map<std::string, ServerStatus> servers;
    std::optional<std::vector<std::string>> groups_applied;  // security groups of its listeners
    std::optional<Refusal> refused;

    std::vector<std::uint16_t> ports() const;
    /// What `converge` must be told.
    Known known() const;
    /// Closes sockets of other ports, takes new ones over, and brings all into this order.
    void take_sockets(const std::vector<std::uint16_t>& order, std::vector<PublicSocket> opened);
    /// Why the balancer is not as wanted, or that it is.
    void note_refusal(std::optional<Refusal> refusal);
};

/// "elb-<balancer>" or "elb-<balancer>-<generation>", the workload's id.
std::string workload_id(const std::string& balancer, int generation);
int generation_of(const std::string& balancer, const std::string& workload);

}  // namespace atlas::engines::haproxy
