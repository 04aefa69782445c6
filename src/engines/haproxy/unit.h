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

/// The engine's state of one balancer. Home thread only.
///
///     stopped ──start──► awaited ──► ready ──ports differ──► stopped, the old workload retiring
///                  ▲        ▲          │
///                  │        └──reload──┘
///                  └─ next generation, if the process has not answered for `answer_max`
struct Unit {
    std::optional<Wanted> wanted;  // none = remove it, or adopted and not applied yet
    std::vector<std::move_only_function<void()>> removed;

    // The current workload, and earlier ones that finish their requests.
    int generation = 0;
    bool running = false;
    std::vector<PublicSocket> sockets;
    std::string retiring;             // serves until the current one is ready; empty = none
    std::set<std::string> finishing;  // workloads told to stop

    /// A start or reload that HAProxy has not confirmed yet.
    struct Awaited {
        int not_pid = 0;        // pid of the worker before the reload, 0 = any
        std::string structure;  // will run then
        bool late = false;
        std::uint64_t serial = 0;
    };
    std::optional<Awaited> awaited;
    bool ready = false;
    /// Time since when the running process has not answered; none = it answered last time.
    std::optional<std::chrono::steady_clock::time_point> silent_since;

    // Progress: one step at a time.
    bool busy = false;
    bool again = false;  // advance was called while busy
    int failures = 0;
    std::string trouble;
    std::optional<std::chrono::steady_clock::time_point> refresh_at;

    // Observed.
    int pid = 0;  // of the HAProxy worker
    std::map<std::string, ServerStatus> servers;
    std::optional<std::vector<std::string>> groups_applied;  // security groups of its listeners
    std::optional<Refusal> refused;

    std::vector<std::uint16_t> ports() const;
    /// The input of `converge`; `wanted` must be set.
    Known known() const;
    /// Adds the opened sockets, closes those for other ports, and sorts them by `order`.
    void take_sockets(const std::vector<std::uint16_t>& order, std::vector<PublicSocket> opened);
    /// Records a refusal and shows it as the trouble; none clears both.
    void note_refusal(std::optional<Refusal> refusal);
};

/// The workload's id: "elb-<balancer>", or "elb-<balancer>-<generation>" from generation 1 on.
std::string workload_id(const std::string& balancer, int generation);
int generation_of(const std::string& balancer, const std::string& workload);

}  // namespace atlas::engines::haproxy
