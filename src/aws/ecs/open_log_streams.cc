// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/ecs/task_reconciler.h"
#include "aws/models/logs/create_log_group.h"
#include "aws/models/logs/create_log_stream.h"

namespace atlas::aws::ecs {

namespace {

std::string option(const LogConfiguration& configuration, const char* name) {
    auto found = configuration.options.find(name);
    return found == configuration.options.end() ? "" : found->second;
}

/// The stream is PREFIX/CONTAINER/TASK, as the awslogs driver names it on Fargate.
supervisor::LogTarget target_of(
    const LogConfiguration& configuration, const std::string& container, const std::string& task
) {
    auto prefix = option(configuration, "awslogs-stream-prefix");
    auto stream = prefix.empty() ? container + "/" + task : prefix + "/" + container + "/" + task;
    return {option(configuration, "awslogs-group"), stream};
}

/// A group or stream that exists already is fine: the step may be repeated.
Answer<> open_stream(Call& call, const supervisor::LogTarget& target, bool make_group) {
    logs::CreateLogStreamInput stream;
    stream.log_group_name = target.group;
    stream.log_stream_name = target.stream;
    if (make_group) {
        logs::CreateLogGroupInput group;
        group.log_group_name = target.group;
        auto made = call.invoke<logs::CreateLogGroup>(call.caller(), group);
        if (!made && made.error().code != "ResourceAlreadyExistsException")
            return std::move(made).error();
    }
    auto made = call.invoke<logs::CreateLogStream>(call.caller(), stream);
    if (!made && made.error().code != "ResourceAlreadyExistsException")
        return std::move(made).error();
    return {};
}

}  // namespace

void TaskReconciler::open_log_streams(const TaskRow& row, Progress& progress) {
    auto id = row.id;
    const auto* definition = definition_of(row);
    std::vector<supervisor::LogTarget> targets(row.task.containers.size());
    std::optional<AwsError> refused;
    world_.host.transact(task_principal(execution_role(row), id), [&](Call& call) {
        for (std::size_t index = 0; index < targets.size(); ++index) {
            const auto& container = definition->container_definitions[index];
            const auto& configuration = container.log_configuration;
            if (!configuration || configuration->log_driver != "awslogs") continue;
            targets[index] = target_of(*configuration, *container.name, id);
            bool make_group = option(*configuration, "awslogs-create-group") == "true";
            auto opened = open_stream(call, targets[index], make_group);
            if (opened) continue;
            refused = opened.error();
            return;
        }
    });
    if (refused) {
        // The message of the awslogs driver on Fargate.
        fail(
            id,
            {"TaskFailedToStart",
             fmt::format(
                 "ResourceInitializationError: failed to validate logger args: create "
                 "stream has been retried 1 times: failed to create Cloudwatch log "
                 "stream: {}: {} : exit status 1",
                 refused->code,
                 refused->message
             )}
        );
        return;
    }
    progress.logs = std::move(targets);
    progress.has_logs = true;
    step(id);
}

}  // namespace atlas::aws::ecs
