// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/deliver_logs.h"

#include "aws/ecs/names.h"
#include "aws/models/logs/put_log_events.h"
#include "aws/wire/call.h"
#include "base/log.h"

namespace atlas::aws::ecs {

namespace {

// Of PutLogEvents: an event counts its UTF-8 bytes and 26 more.
constexpr std::size_t batch_bytes_max = 1'000'000;
constexpr std::size_t batch_events_max = 10'000;
constexpr std::size_t event_bytes_more = 26;

std::string execution_role(const State& state, const TaskRow& row) {
    if (row.task.overrides && row.task.overrides->execution_role_arn)
        return *row.task.overrides->execution_role_arn;
    const auto* definition = state.find_definition(row.task.task_definition_arn.value_or(""));
    return definition ? definition->definition.execution_role_arn.value_or("") : "";
}

logs::PutLogEventsInput empty_batch(const supervisor::LogTarget& target) {
    logs::PutLogEventsInput batch;
    batch.log_group_name = target.group;
    batch.log_stream_name = target.stream;
    return batch;
}

void put(Call& call, const logs::PutLogEventsInput& batch, const std::string& workload) {
    if (batch.log_events.empty()) return;
    auto done = call.invoke<logs::PutLogEvents>(call.caller(), batch);
    if (!done)
        log::warning(
            "ecs",
            "{} lines of {} were refused by logs: {}: {}",
            batch.log_events.size(),
            workload,
            done.error().code,
            done.error().message
        );
}

}  // namespace

void deliver_logs(
    const State& state,
    World& world,
    const supervisor::WorkloadSpec& spec,
    const std::vector<supervisor::LogLine>& lines
) {
    // "ecs:CLUSTER/TASK/INDEX"
    auto owner = std::string_view(spec.owner).substr(0, spec.owner.rfind('/'));
    const auto* row = state.tasks.find(last_part(owner));
    if (!row) return;
    auto role = execution_role(state, *row);
    world.host.transact(task_principal(role, row->id), [&](Call& call) {
        auto batch = empty_batch(spec.log);
        std::size_t bytes = 0;
        for (const auto& line : lines) {
            if (line.text.empty()) continue;  // refused by Logs, and left out by the awslogs driver
            auto size = line.text.size() + event_bytes_more;
            bool full =
                bytes + size > batch_bytes_max || batch.log_events.size() == batch_events_max;
            if (full) {
                put(call, batch, spec.id);
                batch = empty_batch(spec.log);
                bytes = 0;
            }
            auto& event = batch.log_events.emplace_back();
            event.timestamp =
                std::chrono::duration_cast<std::chrono::milliseconds>(line.at.time_since_epoch())
                    .count();
            event.message = line.text;
            bytes += size;
        }
        put(call, batch, spec.id);
    });
}

}  // namespace atlas::aws::ecs
