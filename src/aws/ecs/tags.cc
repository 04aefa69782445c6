// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/names.h"
#include "aws/ecs/operations.h"
#include "aws/models/ecs/list_tags_for_resource.h"
#include "aws/models/ecs/tag_resource.h"
#include "aws/models/ecs/untag_resource.h"

namespace atlas::aws::ecs {

namespace {

using Tags = std::vector<Tag>;

void set_tags(Tags& tags, const Tags& given) {
    for (const auto& tag : given) {
        auto same = std::ranges::find_if(tags, [&](const Tag& old) { return old.key == tag.key; });
        if (same == tags.end())
            tags.push_back(tag);
        else
            same->value = tag.value;
    }
}

void remove_tags(Tags& tags, const std::vector<std::string>& keys) {
    std::erase_if(tags, [&](const Tag& tag) {
        return std::find(keys.begin(), keys.end(), tag.key.value_or("")) != keys.end();
    });
}

/// Calls `visit` with the tags of what the ARN names; with a batch the change is recorded.
Answer<> with_tags(
    State& state,
    store::Batch* batch,
    const std::string& arn,
    const std::function<void(Tags&)>& visit
) {
    auto find_in = [&](auto& table, auto arn_of, auto tags_of) {
        for (const auto& [key, row] : table) {
            if (arn_of(row) != arn) continue;
            if (batch) {
                table.edit(*batch, std::string(key), [&](auto& edited) { visit(tags_of(edited)); });
            } else {
                auto copy = row;
                visit(tags_of(copy));
            }
            return true;
        }
        return false;
    };
    bool found = find_in(
                     state.clusters,
                     [](const Cluster& row) { return *row.cluster_arn; },
                     [](Cluster& row) -> Tags& { return row.tags; }
                 ) ||
                 find_in(
                     state.services,
                     [](const ServiceRow& row) { return *row.service.service_arn; },
                     [](ServiceRow& row) -> Tags& { return row.service.tags; }
                 ) ||
                 find_in(
                     state.tasks,
                     [](const TaskRow& row) { return *row.task.task_arn; },
                     [](TaskRow& row) -> Tags& { return row.task.tags; }
                 ) ||
                 find_in(
                     state.definitions,
                     [](const DefinitionRow& row) { return *row.definition.task_definition_arn; },
                     [](DefinitionRow& row) -> Tags& { return row.tags; }
                 );
    if (found) return {};
    return invalid_parameter("The specified resource cannot be found.");
}

}  // namespace

Answer<TagResourceOutput> tag_resource(State& state, Call& call, const TagResourceInput& input) {
    auto done = with_tags(state, &call.batch(), input.resource_arn, [&](Tags& tags) {
        set_tags(tags, input.tags);
    });
    if (!done) return std::move(done).error();
    return TagResourceOutput{};
}

Answer<UntagResourceOutput> untag_resource(
    State& state, Call& call, const UntagResourceInput& input
) {
    auto done = with_tags(state, &call.batch(), input.resource_arn, [&](Tags& tags) {
        remove_tags(tags, input.tag_keys);
    });
    if (!done) return std::move(done).error();
    return UntagResourceOutput{};
}

Answer<ListTagsForResourceOutput> list_tags_for_resource(
    State& state, Call&, const ListTagsForResourceInput& input
) {
    ListTagsForResourceOutput output;
    auto done =
        with_tags(state, nullptr, input.resource_arn, [&](Tags& tags) { output.tags = tags; });
    if (!done) return std::move(done).error();
    return output;
}

}  // namespace atlas::aws::ecs
