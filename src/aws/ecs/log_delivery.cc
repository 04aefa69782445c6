// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/log_delivery.h"

#include <algorithm>
#include <chrono>

#include "aws/ecs/names.h"
#include "aws/wire/perform.h"
#include "base/back_off.h"
#include "base/log.h"

namespace atlas::aws::ecs {

namespace {

// Limits of PutLogEvents. An event counts as its UTF-8 bytes and 26 more.
constexpr std::size_t batch_bytes_max = 1'000'000;
constexpr std::size_t batch_events_max = 10'000;
constexpr std::size_t event_bytes_more = 26;
constexpr BackOff back_off(std::chrono::milliseconds(100), std::chrono::seconds(10));

std::string execution_role(const State& state, const TaskRow& row) {
    if (row.task.overrides && row.task.overrides->execution_role_arn)
        return *row.task.overrides->execution_role_arn;
    const auto* definition = state.find_definition(row.task.task_definition_arn.value_or(""));
    return definition ? definition->definition.execution_role_arn.value_or("") : "";
}

std::int64_t milliseconds_of(Time at) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

std::deque<logs::PutLogEventsInput> batches_of(
    const supervisor::LogTarget& target, std::vector<supervisor::LogLine> lines
) {
    // stdout and stderr are interleaved, and the clock may step back, but Logs refuses a batch that
    // is not in order.
    std::ranges::stable_sort(lines, {}, &supervisor::LogLine::at);
    std::deque<logs::PutLogEventsInput> batches;
    std::size_t bytes = 0;
    for (auto& line : lines) {
        if (line.text.empty()) continue;  // Logs refuses it; the awslogs driver skips it too
        auto size = line.text.size() + event_bytes_more;
        bool full = batches.empty() || bytes + size > batch_bytes_max ||
                    batches.back().log_events.size() == batch_events_max;
        if (full) {
            auto& batch = batches.emplace_back();
            batch.log_group_name = target.group;
            batch.log_stream_name = target.stream;
            bytes = 0;
        }
        auto& event = batches.back().log_events.emplace_back();
        event.timestamp = milliseconds_of(line.at);
        event.message = std::move(line.text);
        bytes += size;
    }
    return batches;
}

}  // namespace

LogDelivery::LogDelivery(const State& state, World& world) : state_(state), world_(world) {}

void LogDelivery::deliver(
    const supervisor::WorkloadSpec& spec,
    std::vector<supervisor::LogLine> lines,
    supervisor::Taken taken
) {
    count(spec.log.group, lines);
    auto& queue = queues_[spec.id];
    // "ecs:CLUSTER/TASK/INDEX"
    queue.task = last_part(std::string_view(spec.owner).substr(0, spec.owner.rfind('/')));
    queue.pieces.push_back({batches_of(spec.log, std::move(lines)), std::move(taken)});
    if (!queue.waiting) send(spec.id);
}

void LogDelivery::count(const std::string& group, const std::vector<supervisor::LogLine>& lines) {
    for (const auto& line : lines) {
        if (line.repaired) ++faults_[group].repaired;
        if (line.unreadable_before > 0) faults_[group].unreadable += line.unreadable_before;
    }
}

std::vector<Observation> LogDelivery::observations() const {
    std::vector<Observation> all;
    for (const auto& [group, faults] : faults_) {
        const auto add = [&](std::uint64_t lines, const char* what) {
            if (lines > 0)
                all.push_back({"log group " + group, std::to_string(lines) + what, lines});
        };
        add(faults.repaired, " lines of tasks were no UTF-8; such bytes became U+FFFD");
        add(faults.unreadable, " lines of tasks could not be read and were left out");
        add(faults.refused, " lines of tasks were refused by CloudWatch Logs and left out");
    }
    return all;
}

bool LogDelivery::take_sent(const std::string& workload) {
    auto& pieces = queues_.at(workload).pieces;
    std::vector<supervisor::Taken> taken;
    while (!pieces.empty() && pieces.front().batches.empty()) {
        taken.push_back(std::move(pieces.front().taken));
        pieces.pop_front();
    }
    bool left = !pieces.empty();
    if (!left) queues_.erase(workload);
    // Last, because the supervisor may call `deliver` again from here.
    for (auto& tell : taken)
        tell();
    return left;
}

void LogDelivery::send(const std::string& workload) {
    auto& queue = queues_.at(workload);
    queue.waiting = true;
    const auto* row = state_.tasks.find(queue.task);
    // Without the task's row there is no role to send as: drop the lines.
    if (!row) {
        for (auto& piece : queue.pieces)
            piece.batches.clear();
    }
    if (!take_sent(workload)) return;
    perform<logs::PutLogEvents>(
        world_.host,
        task_principal(execution_role(state_, *row), row->id),
        queue.pieces.front().batches.front(),
        life_.guard([this, workload](const Answer<logs::PutLogEventsOutput>& answer) {
            answered(workload, answer);
        })
    );
}

void LogDelivery::answered(
    const std::string& workload, const Answer<logs::PutLogEventsOutput>& answer
) {
    auto& queue = queues_.at(workload);
    auto& batches = queue.pieces.front().batches;
    bool later = !answer && answer.error().http_status >= 500;
    if (!answer && !(later && queue.attempts > 0)) {  // the first failed attempt has logged it
        log::warning(
            "ecs",
            "{} lines of {} {} by logs: {}: {}",
            batches.front().log_events.size(),
            workload,
            later ? "are not taken yet" : "were refused",
            answer.error().code,
            answer.error().message
        );
    }
    if (later) return send_later(workload, queue);
    if (!answer)
        faults_[batches.front().log_group_name].refused += batches.front().log_events.size();
    batches.pop_front();
    queue.attempts = 0;
    send(workload);
}

void LogDelivery::send_later(const std::string& workload, Queue& queue) {
    auto delay = back_off.after(++queue.attempts);
    world_.host.region_thread().post_after(delay, life_.guard([this, workload] {
        send(workload);
    }));
}

}  // namespace atlas::aws::ecs
