// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/kafka/page.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/create_configuration.h"
#include "aws/models/kafka/delete_configuration.h"
#include "aws/models/kafka/describe_configuration.h"
#include "aws/models/kafka/describe_configuration_revision.h"
#include "aws/models/kafka/list_configuration_revisions.h"
#include "aws/models/kafka/list_configurations.h"
#include "aws/models/kafka/update_configuration.h"
#include "engines/msk/properties.h"

namespace atlas::aws::kafka {
namespace {

AwsError no_such_configuration(const std::string& arn) {
    // Terraform's AWS provider recognizes a deleted configuration by this text only.
    return {"BadRequestException", "Configuration ARN does not exist: " + arn, 400, {}};
}

ConfigurationRevision show(const RevisionRow& row) {
    ConfigurationRevision revision;
    revision.creation_time = row.created;
    revision.description = row.description;
    revision.revision = row.number;
    return revision;
}

/// Refuses properties that the broker would not start with.
Answer<> check_properties(const std::string& text) {
    auto checked = engines::msk::check_properties(text);
    if (checked.ok()) return {};
    return bad_request(
        "The server properties are not valid: " + checked.error().message(), "serverProperties"
    );
}

Answer<CreateConfigurationOutput> create(
    State& state, Call& call, const CreateConfigurationInput& input
) {
    for (const auto& [arn, row] : state.configurations) {
        if (row.name == input.name) {
            return AwsError{
                "ConflictException", "A resource with this name already exists.", 409, {}
            };
        }
    }
    for (const auto& version : input.kafka_versions) {
        const auto& known = kafka_versions();
        if (std::ranges::find(known, version) == known.end())
            return bad_request("Unsupported KafkaVersion: " + version, "kafkaVersions");
    }
    if (auto fits = check_properties(input.server_properties.bytes); !fits)
        return std::move(fits).error();
    ConfigurationRow row;
    row.name = input.name;
    row.arn = call.place().arn(
        "kafka", fmt::format("configuration/{}/{}-2", row.name, call.random().uuid())
    );
    row.created = call.now();
    row.description = input.description.value_or("");
    row.kafka_versions = input.kafka_versions;
    row.revisions.push_back({1, row.created, row.description, input.server_properties.bytes});
    CreateConfigurationOutput output;
    output.arn = row.arn;
    output.creation_time = row.created;
    output.latest_revision = show(row.revisions.back());
    output.name = row.name;
    output.state = "ACTIVE";
    auto arn = row.arn;
    state.configurations.put(call.batch(), arn, std::move(row));
    return output;
}

Answer<DescribeConfigurationOutput> describe(
    State& state, Call&, const DescribeConfigurationInput& input
) {
    auto* row = state.configurations.find(input.arn);
    if (!row) return no_such_configuration(input.arn);
    DescribeConfigurationOutput output;
    output.arn = row->arn;
    output.creation_time = row->created;
    output.description = row->description;
    output.kafka_versions = row->kafka_versions;
    output.latest_revision = show(row->revisions.back());
    output.name = row->name;
    output.state = "ACTIVE";
    return output;
}

Answer<DescribeConfigurationRevisionOutput> describe_revision(
    State& state, Call&, const DescribeConfigurationRevisionInput& input
) {
    auto* row = state.find_revision(input.arn, input.revision);
    if (!row) return no_such_configuration(input.arn);
    DescribeConfigurationRevisionOutput output;
    output.arn = input.arn;
    output.creation_time = row->created;
    output.description = row->description;
    output.revision = row->number;
    output.server_properties = json::Blob{row->properties};
    return output;
}

Answer<ListConfigurationRevisionsOutput> list_revisions(
    State& state, Call&, const ListConfigurationRevisionsInput& input
) {
    auto* row = state.configurations.find(input.arn);
    if (!row) return no_such_configuration(input.arn);
    ListConfigurationRevisionsOutput output;
    for (const auto& revision : row->revisions)
        output.revisions.push_back(show(revision));
    ATLAS_TRY(cut_page<ListConfigurationRevisions>(
        input,
        page_rules(),
        output.revisions,
        output.next_token,
        [](const auto& revision) { return std::to_string(revision.revision); }
    ));
    return output;
}

Answer<ListConfigurationsOutput> list(State& state, Call&, const ListConfigurationsInput& input) {
    ListConfigurationsOutput output;
    for (const auto& [arn, row] : state.configurations) {
        Configuration shown;
        shown.arn = arn;
        shown.creation_time = row.created;
        shown.description = row.description;
        shown.kafka_versions = row.kafka_versions;
        shown.latest_revision = show(row.revisions.back());
        shown.name = row.name;
        shown.state = "ACTIVE";
        output.configurations.push_back(std::move(shown));
    }
    ATLAS_TRY(cut_page<ListConfigurations>(
        input,
        page_rules(),
        output.configurations,
        output.next_token,
        [](const auto& each) { return each.arn; }
    ));
    return output;
}

/// Adds a revision. Clusters keep the revision that they use.
Answer<UpdateConfigurationOutput> update(
    State& state, Call& call, const UpdateConfigurationInput& input
) {
    auto* row = state.configurations.find(input.arn);
    if (!row) return no_such_configuration(input.arn);
    if (auto fits = check_properties(input.server_properties.bytes); !fits)
        return std::move(fits).error();
    const auto& edited =
        state.configurations.edit(call.batch(), input.arn, [&](ConfigurationRow& changed) {
            auto number = changed.revisions.back().number + 1;
            changed.revisions.push_back(
                {number, call.now(), input.description.value_or(""), input.server_properties.bytes}
            );
        });
    UpdateConfigurationOutput output;
    output.arn = input.arn;
    output.latest_revision = show(edited.revisions.back());
    return output;
}

Answer<DeleteConfigurationOutput> erase(
    State& state, Call& call, const DeleteConfigurationInput& input
) {
    if (!state.configurations.find(input.arn)) return no_such_configuration(input.arn);
    for (const auto& [arn, cluster] : state.clusters) {
        if (cluster.configuration_arn == input.arn) {
            return bad_request(
                "Configuration is in use by one or more clusters. Dissociate the configuration "
                "from the clusters.",
                "arn"
            );
        }
    }
    state.configurations.erase(call.batch(), input.arn);
    DeleteConfigurationOutput output;
    output.arn = input.arn;
    output.state = "DELETING";
    return output;
}

}  // namespace

std::vector<Operation> configuration_operations(State& state) {
    return {
        on_state<CreateConfiguration>(state, create),
        on_state<DescribeConfiguration>(state, describe),
        on_state<DescribeConfigurationRevision>(state, describe_revision),
        on_state<ListConfigurationRevisions>(state, list_revisions),
        on_state<ListConfigurations>(state, list),
        on_state<UpdateConfiguration>(state, update),
        on_state<DeleteConfiguration>(state, erase),
    };
}

}  // namespace atlas::aws::kafka
