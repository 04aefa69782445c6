// SPDX-License-Identifier: Apache-2.0
// PutSecretValue, GetSecretValue, ListSecretVersionIds, UpdateSecretVersionStage.
#include <algorithm>

#include "aws/models/secretsmanager/get_secret_value.h"
#include "aws/models/secretsmanager/list_secret_version_ids.h"
#include "aws/models/secretsmanager/put_secret_value.h"
#include "aws/models/secretsmanager/update_secret_version_stage.h"
#include "aws/secretsmanager/operations.h"
#include "aws/secretsmanager/page.h"

namespace atlas::aws::secretsmanager {
namespace {

Answer<PutSecretValueOutput> put_secret_value(
    State& state, Call& call, const PutSecretValueInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    GivenValue value{input.secret_string, std::nullopt};
    if (input.secret_binary) value.bytes = input.secret_binary->bytes;
    if (!value.any())
        return invalid_request("You must provide either SecretString or SecretBinary.");
    auto row = *found.value();
    auto version =
        put_version(state, call, row, input.client_request_token, value, input.version_stages);
    if (!version) return std::move(version).error();
    row.changed = call.now();
    PutSecretValueOutput output{
        row.arn, row.name, version.value(), row.versions[version.value()].stages
    };
    state.secrets.put(call.batch(), *output.arn, std::move(row));
    return output;
}

Answer<std::string> version_asked(const SecretRow& row, const GetSecretValueInput& input) {
    auto stage = input.version_stage.value_or(current_stage);
    auto version = input.version_id.value_or(version_with(row, stage));
    auto found = row.versions.find(version);
    if (found == row.versions.end()) {
        auto what =
            input.version_id ? "VersionId: " + *input.version_id : "staging label: " + stage;
        return AwsError{
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret value for " + what,
            400,
            {}
        };
    }
    const auto& stages = found->second.stages;
    if (input.version_id && input.version_stage &&
        std::ranges::find(stages, *input.version_stage) == stages.end()) {
        return invalid_request(
            "You provided a VersionStage that is not associated to the provided VersionId."
        );
    }
    return version;
}

Answer<GetSecretValueOutput> get_secret_value(
    State& state, Call& call, const GetSecretValueInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    const auto& row = *found.value();
    auto version = version_asked(row, input);
    if (!version) return std::move(version).error();
    if (auto usable = use_key(call, row, version.value(), "Decrypt"); !usable)
        return std::move(usable).error();
    const auto& kept = row.versions.at(version.value());
    auto plain = open_version(state, row.arn, version.value(), kept);
    if (!plain) return std::move(plain).error();
    GetSecretValueOutput output;
    output.arn = row.arn;
    output.name = row.name;
    output.version_id = version.value();
    output.version_stages = kept.stages;
    output.created_date = kept.created;
    if (kept.binary) {
        output.secret_binary = json::Blob{std::move(plain).value()};
    } else {
        output.secret_string = std::move(plain).value();
    }
    return output;
}

Answer<ListSecretVersionIdsOutput> list_secret_version_ids(
    State& state, Call& call, const ListSecretVersionIdsInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    ListSecretVersionIdsOutput output;
    output.arn = found.value()->arn;
    output.name = found.value()->name;
    for (const auto& [id, version] : found.value()->versions) {
        if (version.stages.empty() && !input.include_deprecated.value_or(false)) continue;
        SecretVersionsListEntry entry;
        entry.version_id = id;
        entry.version_stages = version.stages;
        entry.created_date = version.created;
        entry.kms_key_ids.leave_out();
        output.versions.push_back(std::move(entry));
    }
    ATLAS_TRY(cut_page<ListSecretVersionIds>(
        input,
        page_rules(),
        output.versions,
        output.next_token,
        [](const auto& entry) { return entry.version_id.value_or(""); }
    ));
    return output;
}

Answer<UpdateSecretVersionStageOutput> update_secret_version_stage(
    State& state, Call& call, const UpdateSecretVersionStageInput& input
) {
    auto found = find_secret(state, call, input.secret_id);
    if (!found) return std::move(found).error();
    const auto& row = *found.value();
    auto holder = version_with(row, input.version_stage);
    if (!holder.empty() && input.remove_from_version_id.value_or("") != holder) {
        return invalid_parameter(
            "The parameter RemoveFromVersionId must name the version that holds the staging "
            "label " +
            input.version_stage + "."
        );
    }
    if (!input.move_to_version_id && input.version_stage == current_stage) {
        return invalid_parameter(
            "You can only move staging label AWSCURRENT to a different secret version. It can't be "
            "completely removed."
        );
    }
    if (input.move_to_version_id && !row.versions.contains(*input.move_to_version_id)) {
        return AwsError{
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret version.",
            400,
            {}
        };
    }
    UpdateSecretVersionStageOutput output{row.arn, row.name};
    state.secrets.edit(call.batch(), *output.arn, [&](SecretRow& edited) {
        move_stage(edited, input.version_stage, input.move_to_version_id.value_or(""));
        edited.changed = call.now();
    });
    return output;
}

/// The secret with secretsmanager:VersionId and VersionStage: the labels of the version that the
/// request names, or else the label that it names (AWSCURRENT by default).
std::vector<Resource> value_resource(State& state, Call& call, const GetSecretValueInput& input) {
    auto resources = secret_resource(state, call, input.secret_id);
    auto& context = resources[0].context;
    auto row = find_secret(state, call, input.secret_id, true);
    if (input.version_id) context["secretsmanager:versionid"] = {*input.version_id};
    if (input.version_stage || !input.version_id)
        context["secretsmanager:versionstage"] = {input.version_stage.value_or(current_stage)};
    if (!row || !input.version_id) return resources;
    auto version = row.value()->versions.find(*input.version_id);
    if (version != row.value()->versions.end() && !version->second.stages.empty())
        context["secretsmanager:versionstage"] = version->second.stages;
    return resources;
}

}  // namespace

bool holds_value(
    const State& state, const SecretRow& row, const std::string& version, const GivenValue& value
) {
    const auto& kept = row.versions.at(version);
    auto plain = open_version(state, row.arn, version, kept);
    return plain && kept.binary == value.bytes.has_value() &&
           plain.value() == (value.bytes ? *value.bytes : value.text.value_or(""));
}

AwsError token_in_use(const SecretRow& row, const std::string& token) {
    return {
        "ResourceExistsException",
        "You can't use ClientRequestToken " + token +
            " because that value is already in use for a version of secret " + row.arn + ".",
        400,
        {}
    };
}

Answer<std::string> put_version(
    State& state,
    Call& call,
    SecretRow& row,
    const std::optional<std::string>& token,
    const GivenValue& value,
    const std::vector<std::string>& stages
) {
    auto version = token.value_or(call.random().uuid());
    // As on AWS, adding a version needs both permissions.
    for (const auto* operation : {"GenerateDataKey", "Decrypt"}) {
        if (auto usable = use_key(call, row, version, operation); !usable)
            return std::move(usable).error();
    }
    auto there = row.versions.find(version);
    if (there != row.versions.end()) {
        if (holds_value(state, row, version, value)) return version;
        return token_in_use(row, version);
    }
    auto sealed = seal_version(state, call, row.arn, version, value);
    if (!sealed) return std::move(sealed).error();
    row.versions[version] = std::move(sealed).value();
    if (stages.empty()) move_stage(row, current_stage, version);
    for (const auto& stage : stages)
        move_stage(row, stage, version);
    if (version_with(row, current_stage).empty()) move_stage(row, current_stage, version);
    return version;
}

std::vector<Operation> value_operations(State& state) {
    return {
        operation<PutSecretValue>(on_state(state, put_secret_value), by_secret(state)),
        operation<GetSecretValue>(
            on_state(state, get_secret_value), on_state(state, value_resource)
        ),
        operation<ListSecretVersionIds>(on_state(state, list_secret_version_ids), by_secret(state)),
        operation<UpdateSecretVersionStage>(
            on_state(state, update_secret_version_stage), by_secret(state)
        ),
    };
}

}  // namespace atlas::aws::secretsmanager
