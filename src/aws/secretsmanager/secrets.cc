// SPDX-License-Identifier: Apache-2.0
// CreateSecret, DescribeSecret, UpdateSecret, DeleteSecret, RestoreSecret,
// TagResource, UntagResource.
#include <algorithm>

#include "aws/models/secretsmanager/create_secret.h"
#include "aws/models/secretsmanager/delete_secret.h"
#include "aws/models/secretsmanager/describe_secret.h"
#include "aws/models/secretsmanager/restore_secret.h"
#include "aws/models/secretsmanager/tag_resource.h"
#include "aws/models/secretsmanager/untag_resource.h"
#include "aws/models/secretsmanager/update_secret.h"
#include "aws/secretsmanager/operations.h"
#include "aws/secretsmanager/show_secret.h"

namespace atlas::aws::secretsmanager {
namespace {

constexpr int recovery_days_default = 30;
constexpr const char* random_end_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

template <typename Input>
GivenValue value_of(const Input& input) {
    GivenValue value{input.secret_string, std::nullopt};
    if (input.secret_binary) value.bytes = input.secret_binary->bytes;
    return value;
}

bool is_name(const std::string& name) {
    return !name.empty() && name.size() <= 512 &&
           std::ranges::all_of(name, [](unsigned char character) {
               return std::isalnum(character) ||
                      std::string_view("/_+=.@-").contains(static_cast<char>(character));
           });
}

// A name is free as soon as the deletion date of its secret has passed, even if the row is not
// erased yet.
Answer<> make_room(State& state, Call& call, const std::string& name) {
    for (const auto& [arn, row] : state.secrets) {
        if (row.name != name) continue;
        if (row.deletion_date && *row.deletion_date <= call.now()) {
            state.secrets.erase(call.batch(), std::string(arn));
            return {};
        }
        if (row.deleted) {
            return invalid_request(
                "You can't create this secret because a secret with this name is already scheduled "
                "for deletion."
            );
        }
        return AwsError{
            "ResourceExistsException",
            "The operation failed because the secret " + name + " already exists.",
            400,
            {}
        };
    }
    return {};
}

/// The secret that an earlier request with this token and value created, or null.
/// ResourceExistsException if its value was another.
Answer<const SecretRow*> made_before(
    const State& state, const std::string& name, const std::string& token, const GivenValue& value
) {
    for (const auto& [arn, row] : state.secrets) {
        if (row.name != name || row.deleted || !row.versions.contains(token)) continue;
        if (!holds_value(state, row, token, value)) return token_in_use(row, token);
        return &row;
    }
    return nullptr;
}

Answer<CreateSecretOutput> create_secret(State& state, Call& call, const CreateSecretInput& input) {
    if (!is_name(input.name)) {
        return AwsError{
            "ValidationException",
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the "
            "following: -/_+=.@!",
            400,
            {}
        };
    }
    if (input.client_request_token) {
        auto made = made_before(state, input.name, *input.client_request_token, value_of(input));
        if (!made) return std::move(made).error();
        if (made.value()) {
            return CreateSecretOutput{
                made.value()->arn, made.value()->name, *input.client_request_token, {}
            };
        }
    }
    if (auto room = make_room(state, call, input.name); !room) return std::move(room).error();
    SecretRow row;
    const auto end = call.random().text(6, random_end_alphabet);
    row.arn = call.place().arn("secretsmanager", "secret:" + input.name + "-" + end);
    row.name = input.name;
    row.description = input.description;
    row.created = row.changed = call.now();
    for (const auto& tag : input.tags)
        row.tags[tag.key.value_or("")] = tag.value.value_or("");
    CreateSecretOutput output;
    output.arn = row.arn;
    output.name = row.name;
    output.replication_status.leave_out();
    if (auto value = value_of(input); value.any()) {
        auto version = put_version(state, call, row, input.client_request_token, value, {});
        if (!version) return std::move(version).error();
        output.version_id = version.value();
    }
    auto arn = row.arn;
    state.secrets.put(call.batch(), arn, std::move(row));
    return output;
}

Answer<DescribeSecretOutput> describe_secret(
    State& state, Call& call, const DescribeSecretInput& input
) {
    auto found = find_secret(state, call, input.secret_id, true);
    if (!found) return std::move(found).error();
    DescribeSecretOutput output;
    show(output, *found.value());
    output.version_ids_to_stages = stages_of(*found.value());
    output.replication_status.leave_out();
    return output;
}

Answer<UpdateSecretOutput> update_secret(State& state, Call& call, const UpdateSecretInput& input) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    auto row = *found.value();
    UpdateSecretOutput output;
    output.arn = row.arn;
    output.name = row.name;
    if (auto value = value_of(input); value.any()) {
        auto version = put_version(state, call, row, input.client_request_token, value, {});
        if (!version) return std::move(version).error();
        output.version_id = version.value();
    }
    if (input.description) row.description = input.description;
    row.changed = call.now();
    state.secrets.put(call.batch(), *output.arn, std::move(row));
    return output;
}

Answer<DeleteSecretOutput> delete_secret(State& state, Call& call, const DeleteSecretInput& input) {
    bool forced = input.force_delete_without_recovery.value_or(false);
    if (forced && input.recovery_window_in_days) {
        return invalid_parameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."
        );
    }
    auto days = input.recovery_window_in_days.value_or(recovery_days_default);
    if (days < 7 || days > 30) {
        return invalid_parameter(
            "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."
        );
    }
    auto found = find_secret(state, call, input.secret_id, forced);
    if (!found) return std::move(found).error();
    DeleteSecretOutput output{found.value()->arn, found.value()->name, call.now()};
    if (forced) {
        state.secrets.erase(call.batch(), *output.arn);
        return output;
    }
    output.deletion_date = call.now() + std::chrono::days(days);
    state.secrets.edit(call.batch(), *output.arn, [&](SecretRow& row) {
        row.deleted = call.now();
        row.deletion_date = output.deletion_date;
    });
    call.after_commit([&state] { state.deletion_planned(); });
    return output;
}

Answer<RestoreSecretOutput> restore_secret(
    State& state, Call& call, const RestoreSecretInput& input
) {
    auto found = find_secret(state, call, input.secret_id, true);
    if (!found) return std::move(found).error();
    RestoreSecretOutput output{found.value()->arn, found.value()->name};
    state.secrets.edit(call.batch(), *output.arn, [](SecretRow& row) {
        row.deleted.reset();
        row.deletion_date.reset();
    });
    return output;
}

Answer<TagResourceOutput> tag_resource(State& state, Call& call, const TagResourceInput& input) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    state.secrets.edit(call.batch(), found.value()->arn, [&](SecretRow& row) {
        for (const auto& tag : input.tags)
            row.tags[tag.key.value_or("")] = tag.value.value_or("");
    });
    return TagResourceOutput{};
}

Answer<UntagResourceOutput> untag_resource(
    State& state, Call& call, const UntagResourceInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    state.secrets.edit(call.batch(), found.value()->arn, [&](SecretRow& row) {
        for (const auto& key : input.tag_keys)
            row.tags.erase(key);
    });
    return UntagResourceOutput{};
}

}  // namespace

std::vector<Operation> secret_operations(State& state) {
    return {
        operation<CreateSecret>(
            on_state(state, create_secret),
            [&state](Call& call, const CreateSecretInput& input) {
                return secret_resource(state, call, input.name);
            }
        ),
        operation<DescribeSecret>(on_state(state, describe_secret), by_secret(state)),
        operation<UpdateSecret>(on_state(state, update_secret), by_secret(state)),
        operation<DeleteSecret>(on_state(state, delete_secret), by_secret(state)),
        operation<RestoreSecret>(on_state(state, restore_secret), by_secret(state)),
        operation<TagResource>(on_state(state, tag_resource), by_secret(state)),
        operation<UntagResource>(on_state(state, untag_resource), by_secret(state)),
    };
}

}  // namespace atlas::aws::secretsmanager
