// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/ecs/world.h"
#include "aws/models/logs/put_log_events.h"
#include "aws/wire/call.h"
#include "aws/wire/service.h"
#include "base/lifetime.h"
#include "supervisor/supervisor.h"

namespace atlas::aws::ecs {

/// Sends the output of tasks' containers to their log streams: logs:PutLogEvents in the name of the
/// execution role, ordered by time, in batches within the limits of CloudWatch Logs. While Logs
/// answers 5xx the lines wait and are retried with back-off; the lines of one container stay in
/// order. Lines are acknowledged to the supervisor only once Logs has answered, so a restarted
/// region sends the rest. Lines that Logs refuses with another error are dropped with a warning in
/// the region's own log; the container's log file still has them. Region thread only.
class LogDelivery {
public:
    /// Both outlive the delivery.
    LogDelivery(const State& state, World& world);

    /// The supervisor's listener for lines (Supervisor::on_lines). Calls `taken` once Logs has
    /// accepted or refused all of `lines`.
    void deliver(
        const supervisor::WorkloadSpec& spec,
        std::vector<supervisor::LogLine> lines,
        supervisor::Taken taken
    );
    /// For each log group, how many lines were changed or lost on the way since the region started.
    std::vector<Observation> observations() const;

private:
    /// Counts of lines.
    struct Faults {
        std::uint64_t repaired = 0;    // were not valid UTF-8
        std::uint64_t unreadable = 0;  // could not be read from the container's log file
        std::uint64_t refused = 0;     // by Logs
    };
    /// The lines of one `deliver`.
    struct Piece {
        std::deque<logs::PutLogEventsInput> batches;  // not answered yet, oldest first
        supervisor::Taken taken;
    };
    /// The output of one workload that Logs has not answered for yet.
    struct Queue {
        std::string task;
        std::deque<Piece> pieces;
        int attempts = 0;      // failed attempts with the first batch
        bool waiting = false;  // for Logs to answer, or for the next attempt
    };

    /// Sends the first batch; the next one follows after the answer.
    void send(const std::string& workload);
    void answered(const std::string& workload, const Answer<logs::PutLogEventsOutput>& answer);
    void count(const std::string& group, const std::vector<supervisor::LogLine>& lines);
    void send_later(const std::string& workload, Queue& queue);
    /// Acknowledges the pieces without batches left; false if the queue is then empty and erased.
    bool take_sent(const std::string& workload);

    const State& state_;
    World& world_;
    std::map<std::string, Queue> queues_;   // by workload; empty queues are erased
    std::map<std::string, Faults> faults_;  // by log group, since the region started
    Lifetime life_;
};

}  // namespace atlas::aws::ecs
