// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/reconcile_cluster.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/list_tags_for_resource.h"
#include "aws/models/kafka/tag_resource.h"
#include "aws/models/kafka/untag_resource.h"

namespace atlas::aws::kafka {
namespace {

/// The broker evaluates policies with the cluster's tags as condition keys, so it gets the change.
template <typename Edit>
Answer<> edit_tags(State& state, Call& call, const std::string& arn, Edit edit) {
    if (!state.clusters.find(arn)) return no_such_cluster(arn);
    state.clusters.edit(call.batch(), arn, [&](ClusterRow& row) { edit(row.tags); });
    call.after_commit([&state, arn] { state.reconciler->wake(arn); });
    return {};
}

Answer<TagResourceOutput> tag(State& state, Call& call, const TagResourceInput& input) {
    auto done = edit_tags(state, call, input.resource_arn, [&](auto& tags) {
        for (const auto& [key, value] : input.tags)
            tags[key] = value;
    });
    if (!done) return std::move(done).error();
    return TagResourceOutput{};
}

Answer<UntagResourceOutput> untag(State& state, Call& call, const UntagResourceInput& input) {
    auto done = edit_tags(state, call, input.resource_arn, [&](auto& tags) {
        for (const auto& key : input.tag_keys)
            tags.erase(key);
    });
    if (!done) return std::move(done).error();
    return UntagResourceOutput{};
}

Answer<ListTagsForResourceOutput> list(State& state, Call&, const ListTagsForResourceInput& input) {
    auto* row = state.clusters.find(input.resource_arn);
    if (!row) return no_such_cluster(input.resource_arn);
    ListTagsForResourceOutput output;
    output.tags = row->tags;
    return output;
}

}  // namespace

std::vector<Operation> tag_operations(State& state) {
    return {
        on_state<TagResource>(state, tag),
        on_state<UntagResource>(state, untag),
        on_state<ListTagsForResource>(state, list),
    };
}

}  // namespace atlas::aws::kafka
