// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/operations.h"
#include "aws/ecs/tags_at.h"
#include "aws/models/ecs/list_tags_for_resource.h"
#include "aws/models/ecs/tag_resource.h"
#include "aws/models/ecs/untag_resource.h"

namespace atlas::aws::ecs {

namespace {

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

AwsError no_such_resource() {
    return invalid_parameter("The specified resource cannot be found.");
}

/// Calls `visit(table, key, row, tags_of)` for the row with this ARN; false if there is none. S is
/// State or const State, so that readers and writers share the search.
template <typename S, typename Visit>
bool visit_tags(S& state, const std::string& arn, Visit visit) {
    auto find_in = [&](auto& table, auto arn_of, auto tags_of) {
        for (const auto& [key, row] : table) {
            if (arn_of(row) != arn) continue;
            visit(table, std::string(key), row, tags_of);
            return true;
        }
        return false;
    };
    return find_in(
               state.clusters,
               [](const Cluster& row) { return *row.cluster_arn; },
               [](auto& row) -> auto& { return row.tags; }
           ) ||
           find_in(
               state.services,
               [](const ServiceRow& row) { return *row.service.service_arn; },
               [](auto& row) -> auto& { return row.service.tags; }
           ) ||
           find_in(
               state.tasks,
               [](const TaskRow& row) { return *row.task.task_arn; },
               [](auto& row) -> auto& { return row.task.tags; }
           ) ||
           find_in(
               state.definitions,
               [](const DefinitionRow& row) { return *row.definition.task_definition_arn; },
               [](auto& row) -> auto& { return row.tags; }
           );
}

}  // namespace

const Tags* tags_at(const State& state, const std::string& arn) {
    const Tags* found = nullptr;
    visit_tags(state, arn, [&](auto&, const std::string&, const auto& row, auto tags_of) {
        found = &tags_of(row);
    });
    return found;
}

bool edit_tags_at(
    State& state,
    store::Batch& batch,
    const std::string& arn,
    const std::function<void(Tags&)>& change
) {
    return visit_tags(
        state,
        arn,
        [&](auto& table, const std::string& key, const auto&, auto tags_of) {
            table.edit(batch, key, [&](auto& row) { change(tags_of(row)); });
        }
    );
}

Answer<TagResourceOutput> tag_resource(State& state, Call& call, const TagResourceInput& input) {
    auto change = [&](Tags& tags) { set_tags(tags, input.tags); };
    if (!edit_tags_at(state, call.batch(), input.resource_arn, change)) return no_such_resource();
    return TagResourceOutput{};
}

Answer<UntagResourceOutput> untag_resource(
    State& state, Call& call, const UntagResourceInput& input
) {
    auto change = [&](Tags& tags) { remove_tags(tags, input.tag_keys); };
    if (!edit_tags_at(state, call.batch(), input.resource_arn, change)) return no_such_resource();
    return UntagResourceOutput{};
}

Answer<ListTagsForResourceOutput> list_tags_for_resource(
    State& state, Call&, const ListTagsForResourceInput& input
) {
    const auto* tags = tags_at(state, input.resource_arn);
    if (!tags) return no_such_resource();
    ListTagsForResourceOutput output;
    output.tags = *tags;
    return output;
}

}  // namespace atlas::aws::ecs
