// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "aws/ecs/check_logging.h"
#include "aws/ecs/names.h"
#include "aws/ecs/normalise_definition.h"
#include "aws/ecs/operations.h"
#include "aws/ecs/page.h"
#include "aws/models/ecs/delete_task_definitions.h"
#include "aws/models/ecs/deregister_task_definition.h"
#include "aws/models/ecs/describe_task_definition.h"
#include "aws/models/ecs/list_task_definition_families.h"
#include "aws/models/ecs/list_task_definitions.h"
#include "aws/models/ecs/register_task_definition.h"

namespace atlas::aws::ecs {

namespace {

AwsError unknown_definition() {
    return client_error("Unable to describe task definition.");
}

}  // namespace

Answer<RegisterTaskDefinitionOutput> register_task_definition(
    State& state, Call& call, const RegisterTaskDefinitionInput& input
) {
    for (const auto& container : input.container_definitions) {
        if (auto wrong = check_logging(container, call.place().region)) return std::move(*wrong);
    }
    auto normalised = normalise_definition(input);
    if (!normalised) return std::move(normalised).error();
    const auto* family = state.families.find(input.family);
    int revision = family ? family->last_revision + 1 : 1;
    DefinitionRow row{std::move(normalised).value(), {input.tags.begin(), input.tags.end()}};
    row.definition.revision = revision;
    row.definition.task_definition_arn = definition_arn(call.place(), input.family, revision);
    row.definition.registered_at = call.now();
    row.definition.registered_by = call.caller().arn;
    state.families.put(call.batch(), input.family, FamilyRow{revision});
    RegisterTaskDefinitionOutput output;
    output.task_definition = row.definition;
    output.tags = input.tags;
    state.definitions.put(
        call.batch(), input.family + ":" + std::to_string(revision), std::move(row)
    );
    return output;
}

Answer<DescribeTaskDefinitionOutput> describe_task_definition(
    State& state, Call&, const DescribeTaskDefinitionInput& input
) {
    const auto* row = state.find_definition(input.task_definition);
    if (!row) return unknown_definition();
    DescribeTaskDefinitionOutput output;
    output.task_definition = row->definition;
    const auto& include = input.include;
    if (std::find(include.begin(), include.end(), "TAGS") != include.end()) output.tags = row->tags;
    return output;
}

Answer<DeregisterTaskDefinitionOutput> deregister_task_definition(
    State& state, Call& call, const DeregisterTaskDefinitionInput& input
) {
    auto name = parse_definition_name(input.task_definition);
    if (name && name->revision == 0) return client_error("Revision is missing.");
    const auto* row = state.find_definition(input.task_definition);
    if (!row) return client_error("The specified task definition does not exist.");
    auto key = *row->definition.family + ":" + std::to_string(*row->definition.revision);
    const auto& changed = state.definitions.edit(call.batch(), key, [&](DefinitionRow& edited) {
        edited.definition.status = "INACTIVE";
        edited.definition.deregistered_at = call.now();
    });
    DeregisterTaskDefinitionOutput output;
    output.task_definition = changed.definition;
    return output;
}

Answer<DeleteTaskDefinitionsOutput> delete_task_definitions(
    State& state, Call& call, const DeleteTaskDefinitionsInput& input
) {
    DeleteTaskDefinitionsOutput output;
    for (const auto& name : input.task_definitions) {
        const auto* row = state.find_definition(name);
        Failure failure;
        failure.arn = name;
        if (!row) {
            failure.reason = "The specified task definition does not exist.";
            output.failures.push_back(failure);
            continue;
        }
        if (row->definition.status == "ACTIVE") {
            failure.reason =
                "The specified task definition is still in ACTIVE status. Please deregister the "
                "target and try again.";
            output.failures.push_back(failure);
            continue;
        }
        // AWS keeps the revision in DELETE_IN_PROGRESS while tasks use it; here the answer says so,
        // but the row is gone at once.
        auto deleted = row->definition;
        deleted.status = "DELETE_IN_PROGRESS";
        deleted.delete_requested_at = call.now();
        auto key = *deleted.family + ":" + std::to_string(*deleted.revision);
        state.definitions.erase(call.batch(), key);
        output.task_definitions.push_back(std::move(deleted));
    }
    return output;
}

Answer<ListTaskDefinitionsOutput> list_task_definitions(
    State& state, Call&, const ListTaskDefinitionsInput& input
) {
    auto status = input.status.value_or("ACTIVE");
    // The table's keys are text and would sort revision 10 before 2.
    std::set<std::pair<std::string, int>> found;
    for (const auto& [key, row] : state.definitions) {
        const auto& definition = row.definition;
        if (definition.status != status) continue;
        if (input.family_prefix && definition.family != *input.family_prefix) continue;
        found.emplace(*definition.family, *definition.revision);
    }
    ListTaskDefinitionsOutput output;
    for (const auto& [family, revision] : found) {
        const auto* row = state.definitions.find(family + ":" + std::to_string(revision));
        output.task_definition_arns.push_back(*row->definition.task_definition_arn);
    }
    if (input.sort == "DESC") std::ranges::reverse(output.task_definition_arns);
    ATLAS_TRY(cut_names<ListTaskDefinitions>(input, output.task_definition_arns, output.next_token)
    );
    return output;
}

Answer<ListTaskDefinitionFamiliesOutput> list_task_definition_families(
    State& state, Call&, const ListTaskDefinitionFamiliesInput& input
) {
    auto status = input.status.value_or("ACTIVE");
    std::map<std::string, bool> active;
    for (const auto& [key, row] : state.definitions)
        active[*row.definition.family] |= row.definition.status == "ACTIVE";
    ListTaskDefinitionFamiliesOutput output;
    for (const auto& [family, is_active] : active) {
        if (!family.starts_with(input.family_prefix.value_or(""))) continue;
        if (status == "ALL" || (status == "ACTIVE") == is_active) output.families.push_back(family);
    }
    ATLAS_TRY(cut_names<ListTaskDefinitionFamilies>(input, output.families, output.next_token));
    return output;
}

}  // namespace atlas::aws::ecs
