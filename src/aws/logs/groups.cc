// SPDX-License-Identifier: Apache-2.0
// CreateLogGroup, DescribeLogGroups, DeleteLogGroup, their retention and deletion protection.
#include <algorithm>

#include "aws/logs/discard_events.h"
#include "aws/logs/operations.h"
#include "aws/logs/page_token.h"
#include "aws/models/logs/create_log_group.h"
#include "aws/models/logs/delete_log_group.h"
#include "aws/models/logs/delete_retention_policy.h"
#include "aws/models/logs/describe_log_groups.h"
#include "aws/models/logs/put_log_group_deletion_protection.h"
#include "aws/models/logs/put_retention_policy.h"

namespace atlas::aws::logs {
namespace {

constexpr int page_default = 50;
// The allowed values, from the API reference of PutRetentionPolicy.
constexpr int retention_days[] = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                                  365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

bool is_group_name(const std::string& name) {
    return !name.empty() && name.size() <= 512 &&
           std::ranges::all_of(name, [](unsigned char character) {
               return std::isalnum(character) ||
                      std::string_view("_-/.#").contains(static_cast<char>(character));
           });
}

Answer<CreateLogGroupOutput> create_log_group(
    State& state, Call& call, const CreateLogGroupInput& input
) {
    if (!is_group_name(input.log_group_name)) {
        return invalid_parameter(
            "1 validation error detected: Value at 'logGroupName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
        );
    }
    if (state.groups.find(input.log_group_name)) {
        return AwsError{
            "ResourceAlreadyExistsException", "The specified log group already exists", 400, {}
        };
    }
    GroupRow row;
    row.name = input.log_group_name;
    row.id = call.random().hex(16);
    row.created = milliseconds_of(call.now());
    row.log_group_class = input.log_group_class.value_or("STANDARD");
    row.tags = input.tags;
    row.deletion_protection = input.deletion_protection_enabled.value_or(false);
    state.groups.put(call.batch(), input.log_group_name, std::move(row));
    return CreateLogGroupOutput{};
}

LogGroup shown(Call& call, const GroupRow& row) {
    LogGroup group;
    group.log_group_name = row.name;
    group.creation_time = row.created;
    group.retention_in_days = row.retention_days;
    group.metric_filter_count = 0;
    group.log_group_arn = group_arn(call.place(), row.name);
    group.arn = *group.log_group_arn + ":*";
    group.kms_key_id = row.kms_key_id;
    group.log_group_class = row.log_group_class;
    group.inherited_properties.leave_out();
    group.deletion_protection_enabled = row.deletion_protection;
    return group;
}

/// The logs of a group's streams, from which a worker adds up its size.
using Logs = std::vector<std::shared_ptr<EventLog>>;

Logs logs_of(State& state, const std::string& group) {
    Logs logs;
    for (const auto* stream : streams_of(state, group, ""))
        logs.push_back(events_of(state, *stream));
    return logs;
}

Answer<Slow<DescribeLogGroups>> describe_log_groups(
    State& state, Call& call, const DescribeLogGroupsInput& input
) {
    if (input.log_group_name_prefix && input.log_group_name_pattern) {
        return invalid_parameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
        );
    }
    const ListQuery query{
        "DescribeLogGroups",
        input.log_group_name_prefix.value_or(""),
        input.log_group_name_pattern.value_or(""),
        input.log_group_class.value_or("")
    };
    std::optional<ListToken> after;
    if (input.next_token) {
        after = parse_token(*input.next_token, query);
        if (!after) return invalid_parameter("The specified nextToken is invalid.");
    }
    DescribeLogGroupsOutput output;
    std::vector<Logs> logs;
    auto limit = static_cast<std::size_t>(input.limit.value_or(page_default));
    for (const auto& [name, row] : state.groups) {
        if (!name.starts_with(input.log_group_name_prefix.value_or(""))) continue;
        if (!name.contains(input.log_group_name_pattern.value_or(""))) continue;
        if (input.log_group_class && row.log_group_class != *input.log_group_class) continue;
        if (after && name <= after->name) continue;
        if (output.log_groups.size() == limit) {
            output.next_token = encode_token({0, *output.log_groups.back().log_group_name}, query);
            break;
        }
        output.log_groups.push_back(shown(call, row));
        logs.push_back(logs_of(state, name));
    }
    return Slow<DescribeLogGroups>(
        [output = std::move(output),
         logs = std::move(logs)]() mutable -> Answer<DescribeLogGroupsOutput> {
            for (std::size_t at = 0; at < logs.size(); ++at) {
                std::int64_t bytes = 0;
                for (const auto& log : logs[at])
                    bytes += ATLAS_TRY(log->bytes());
                output.log_groups[at].stored_bytes = bytes;
            }
            return std::move(output);
        }
    );
}

Answer<DeleteLogGroupOutput> delete_log_group(
    State& state, Call& call, const DeleteLogGroupInput& input
) {
    auto found = find_group(state, input.log_group_name);
    if (!found) return std::move(found).error();
    if (found.value()->deletion_protection) {
        return AwsError{
            "ValidationException",
            "Cannot delete log group with deletion protection enabled. Disable deletion protection "
            "first.",
            400,
            {}
        };
    }
    delete_group(state, call, GroupRow(*found.value()));
    return DeleteLogGroupOutput{};
}

Answer<PutRetentionPolicyOutput> put_retention_policy(
    State& state, Call& call, const PutRetentionPolicyInput& input
) {
    auto found = find_group(state, input.log_group_name);
    if (!found) return std::move(found).error();
    if (std::ranges::find(retention_days, input.retention_in_days) == std::end(retention_days)) {
        return invalid_parameter(
            "Invalid retention value: " + std::to_string(input.retention_in_days)
        );
    }
    state.groups.edit(call.batch(), found.value()->name, [&](GroupRow& row) {
        row.retention_days = input.retention_in_days;
    });
    call.after_commit([&state, &host = call.host()] { apply_retention(state, host); });
    return PutRetentionPolicyOutput{};
}

Answer<DeleteRetentionPolicyOutput> delete_retention_policy(
    State& state, Call& call, const DeleteRetentionPolicyInput& input
) {
    auto found = find_group(state, input.log_group_name);
    if (!found) return std::move(found).error();
    state.groups.edit(call.batch(), found.value()->name, [](GroupRow& row) {
        row.retention_days.reset();
    });
    return DeleteRetentionPolicyOutput{};
}

Answer<PutLogGroupDeletionProtectionOutput> put_deletion_protection(
    State& state, Call& call, const PutLogGroupDeletionProtectionInput& input
) {
    auto found = find_group(state, input.log_group_identifier);
    if (!found) return std::move(found).error();
    state.groups.edit(call.batch(), found.value()->name, [&](GroupRow& row) {
        row.deletion_protection = input.deletion_protection_enabled;
    });
    return PutLogGroupDeletionProtectionOutput{};
}

}  // namespace

std::vector<Operation> group_operations(State& state) {
    auto by_identifier = [&state](Call& call, const PutLogGroupDeletionProtectionInput& input) {
        return group_resource(state, call, input.log_group_identifier);
    };
    return {
        operation<CreateLogGroup>(on_state(state, create_log_group), by_group(state)),
        slow_operation<DescribeLogGroups>(on_state(state, describe_log_groups)),
        operation<DeleteLogGroup>(on_state(state, delete_log_group), by_group(state)),
        operation<PutRetentionPolicy>(on_state(state, put_retention_policy), by_group(state)),
        operation<DeleteRetentionPolicy>(on_state(state, delete_retention_policy), by_group(state)),
        operation<PutLogGroupDeletionProtection>(
            on_state(state, put_deletion_protection), by_identifier
        ),
    };
}

}  // namespace atlas::aws::logs
