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

/// Sends what tasks' containers print to their log streams by logs:PutLogEvents, as their execution
/// roles, ordered by time and in pieces that CloudWatch Logs takes. While Logs cannot (5xx), lines
/// wait and are tried again later and later, those of a container in order; they are not noted as
/// taken before, so a region that comes back sends them too. What is refused otherwise is dropped
/// and said in the region's own log: the k8s-file log still holds it. Region thread only.
class LogDelivery {
public:
    LogDelivery(const State& state, World& world);

    void deliver(
        const supervisor::WorkloadSpec& spec,
        std::vector<supervisor::LogLine> lines,
        supervisor::Taken taken
    );
    /// How many lines were not sent as they were printed, for each log group.
    std::vector<Observation> observations() const;

private:
    struct Faults {
        std::uint64_t repaired = 0;
        std::uint64_t unreadable = 0;
        std::uint64_t refused = 0;
    };
    struct Piece {
        std::deque<logs::PutLogEventsInput> batches;
        supervisor::Taken taken;
    };
    /// What one workload printed and Logs does not have yet.
    struct Queue {
        std::string task;
        std::deque<Piece> pieces;
        int attempts = 0;      // that failed, of the batch at the front
        bool waiting = false;  // for an answer of Logs, or for the next attempt
    };

    /// The batch at the front; the next one follows when it was answered.
    void send(const std::string& workload);
    void answered(const std::string& workload, const Answer<logs::PutLogEventsOutput>& answer);
    void count(const std::string& group, const std::vector<supervisor::LogLine>& lines);
    void send_later(const std::string& workload, Queue& queue);
    /// Tells of the pieces that are sent whole; false where nothing else is left.
    bool take_sent(const std::string& workload);

    const State& state_;
    World& world_;
    std::map<std::string, Queue> queues_;   // by workload; none that is empty
    std::map<std::string, Faults> faults_;  // by log group, since the start
    Lifetime life_;
};

}  // namespace atlas::aws::ecs
