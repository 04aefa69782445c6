// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/permission_row.h"
#include "broker/protocol/alter_configs.h"
#include "broker/protocol/create_partitions.h"
#include "broker/protocol/create_topics.h"
#include "broker/protocol/delete_records.h"
#include "broker/protocol/delete_topics.h"
#include "broker/protocol/describe_configs.h"
#include "broker/protocol/fetch.h"
#include "broker/protocol/incremental_alter_configs.h"
#include "broker/protocol/list_offsets.h"
#include "broker/protocol/metadata.h"
#include "broker/protocol/offset_for_leader_epoch.h"
#include "broker/protocol/produce.h"

namespace atlas::broker {
namespace {

using namespace protocol;

constexpr std::int8_t of_topic = 2;
const std::string refused = "29";

std::string text(std::int16_t code) {
    return std::to_string(code);
}

std::string produce(
    Holder& holder, std::int16_t version, const std::optional<std::string>& transaction
) {
    auto bytes = holder.broker().record;
    ProduceRequest request;
    request.transactional_id = transaction;
    request.acks = -1;
    request.topic_data.push_back({"t", {{0, bytes}}});
    const auto answer = holder.call<Produce>(request, version);
    return text(answer.responses.at(0).partition_responses.at(0).error_code);
}

std::string fetch(Holder& holder, std::int16_t version) {
    FetchRequest request;
    request.topics.push_back({"t", holder.broker().topic_id, {{0, -1, 0, -1, -1, 1 << 20, {}}}});
    const auto answer = holder.call<Fetch>(request, version);
    const auto& part = answer.responses.at(0).partitions.at(0);
    return part.error_code != 0 ? text(part.error_code) : part.records->empty() ? "empty" : "read";
}

std::string list_offsets(Holder& holder, std::int16_t version) {
    ListOffsetsRequest request;
    request.topics.push_back({"t", {{0, -1, -1, 1}}});
    const auto answer = holder.call<ListOffsets>(request, version);
    return text(answer.topics.at(0).partitions.at(0).error_code);
}

std::string end_of_epoch(Holder& holder, std::int16_t version) {
    OffsetForLeaderEpochRequest request;
    request.topics.push_back({"t", {{0, -1, 0}}});
    const auto answer = holder.call<OffsetForLeaderEpoch>(request, version);
    return text(answer.topics.at(0).partitions.at(0).error_code);
}

std::string metadata(Holder& holder, std::int16_t version, MetadataRequest::Topic topic) {
    MetadataRequest request;
    request.topics.emplace().push_back(std::move(topic));
    return text(holder.call<Metadata>(request, version).topics.at(0).error_code);
}

std::string metadata_of_all(Holder& holder, std::int16_t version) {
    MetadataRequest request;
    if (version == 0) request.topics.emplace();
    std::string names;
    for (const auto& topic : holder.call<Metadata>(request, version).topics)
        names += topic.name.value_or("?");
    return names;
}

CreateTopicsResponse create_topic(Holder& holder, std::int16_t version) {
    CreateTopicsRequest request;
    request.topics.push_back({"fresh", 1, 1, {}, {}});
    return holder.call<CreateTopics>(request, version);
}

std::string delete_topic(Holder& holder, std::int16_t version, bool by_id) {
    DeleteTopicsRequest request;
    request.topic_names.emplace_back("t");
    if (by_id) {
        request.topics.push_back({std::nullopt, holder.broker().topic_id});
    } else {
        request.topics.push_back({"t", {}});
    }
    const auto answer = holder.call<DeleteTopics>(request, version);
    const auto& shown = answer.responses.at(0);
    return text(shown.error_code) + (shown.name ? "" : " nameless");
}

std::string delete_records(Holder& holder, std::int16_t version) {
    DeleteRecordsRequest request;
    request.topics.push_back({"t", {{0, 1}}});
    const auto answer = holder.call<DeleteRecords>(request, version);
    return text(answer.topics.at(0).partitions.at(0).error_code);
}

std::string create_partitions(Holder& holder, std::int16_t version) {
    CreatePartitionsRequest request;
    request.topics.push_back({"t", 2, std::nullopt});
    return text(holder.call<CreatePartitions>(request, version).results.at(0).error_code);
}

std::string describe_configs(Holder& holder, std::int16_t version) {
    DescribeConfigsRequest request;
    request.resources.push_back({of_topic, "t", std::nullopt});
    return text(holder.call<DescribeConfigs>(request, version).results.at(0).error_code);
}

std::string alter_configs(Holder& holder, std::int16_t version) {
    AlterConfigsRequest request;
    request.resources.push_back({of_topic, "t", {{"retention.ms", "1000"}}});
    return text(holder.call<AlterConfigs>(request, version).responses.at(0).error_code);
}

std::string change_configs(Holder& holder, std::int16_t version) {
    IncrementalAlterConfigsRequest request;
    request.resources.push_back({of_topic, "t", {{"retention.ms", 0, "1000"}}});
    return text(holder.call<IncrementalAlterConfigs>(request, version).responses.at(0).error_code);
}

std::vector<PermissionRow> record_rows() {
    const Permission write{Action::write_data, "t", refused};
    const Permission see{Action::describe_topic, "t", refused};
    return {
        {Produce::key,
         "a record",
         {write},
         "0",
         [](auto& holder, auto version) { return produce(holder, version, std::nullopt); },
         3},  // Earlier versions have message formats that are not supported.
        {Produce::key,
         "a record of a transaction, which is not served",
         {{Action::alter_transactional_id, "x", "53"}, write},
         "35",
         [](auto& holder, auto version) { return produce(holder, version, "x"); },
         3},
        {Fetch::key, "a partition", {{Action::read_data, "t", refused}}, "read", fetch},
        {ListOffsets::key, "the end", {see}, "0", list_offsets},
        {OffsetForLeaderEpoch::key, "the end of an epoch", {see}, "0", end_of_epoch},
        {DeleteRecords::key,
         "all records",
         {{Action::delete_topic, "t", refused}},
         "0",
         delete_records},
    };
}

std::vector<PermissionRow> metadata_rows() {
    const Permission see{Action::describe_topic, "t", refused};
    return {
        {Metadata::key,
         "a topic by name",
         {see},
         "0",
         [](auto& holder, auto version) { return metadata(holder, version, {{}, "t"}); }},
        {Metadata::key,
         "a topic by id",
         {see},
         "0",
         [](auto& holder, auto version) {
             return metadata(holder, version, {holder.broker().topic_id, std::nullopt});
         },
         12},
        {Metadata::key, "all topics", {{Action::describe_topic, "t", ""}}, "t", metadata_of_all},
        {Metadata::key,
         "a topic that is made by being named",
         {{Action::describe_topic, "fresh", refused}, {Action::create_topic, "fresh", refused}},
         "5",
         [](auto& holder, auto version) { return metadata(holder, version, {{}, "fresh"}); }},
    };
}

std::vector<PermissionRow> lifecycle_rows() {
    const Permission create{Action::create_topic, "fresh", refused};
    const Permission remove{Action::delete_topic, "t", refused};
    return {
        {CreateTopics::key,
         "a topic",
         {create},
         "0",
         [](auto& holder, auto version) {
             return text(create_topic(holder, version).topics.at(0).error_code);
         }},
        {CreateTopics::key,
         "a topic's settings in the answer",
         {{Action::create_topic, "fresh", "29/0"},
          {Action::describe_topic_dynamic_configuration, "fresh", "0/29"}},
         "0/0",
         [](auto& holder, auto version) {
             const auto answer = create_topic(holder, version);
             const auto& topic = answer.topics.at(0);
             return text(topic.error_code) + "/" + text(topic.topic_config_error_code);
         },
         5},
        {DeleteTopics::key,
         "a topic by name",
         {remove},
         "0",
         [](auto& holder, auto version) { return delete_topic(holder, version, false); }},
        {DeleteTopics::key,
         "a topic by id",
         {{Action::describe_topic, "t", "29 nameless"}, remove},
         "0",
         [](auto& holder, auto version) { return delete_topic(holder, version, true); },
         6},
        {CreatePartitions::key,
         "one more",
         {{Action::alter_topic, "t", refused}},
         "0",
         create_partitions},
    };
}

std::vector<PermissionRow> setting_rows() {
    const Permission see{Action::describe_topic_dynamic_configuration, "t", refused};
    const Permission change{Action::alter_topic_dynamic_configuration, "t", refused};
    return {
        {DescribeConfigs::key, "a topic", {see}, "0", describe_configs},
        {AlterConfigs::key, "a topic", {change}, "0", alter_configs},
        {IncrementalAlterConfigs::key, "a topic", {change}, "0", change_configs},
    };
}

}  // namespace

std::vector<PermissionRow> topic_rows() {
    auto rows = record_rows();
    for (auto part : {metadata_rows, lifecycle_rows, setting_rows})
        for (auto& row : part())
            rows.push_back(std::move(row));
    return rows;
}

}  // namespace atlas::broker
