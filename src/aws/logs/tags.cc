// SPDX-License-Identifier: Apache-2.0
// ListTagsForResource, TagResource, UntagResource, and the older forms that name a group.
#include "aws/logs/operations.h"
#include "aws/models/logs/list_tags_for_resource.h"
#include "aws/models/logs/list_tags_log_group.h"
#include "aws/models/logs/tag_log_group.h"
#include "aws/models/logs/tag_resource.h"
#include "aws/models/logs/untag_log_group.h"
#include "aws/models/logs/untag_resource.h"

namespace atlas::aws::logs {
namespace {

Answer<> edit_tags(State& state, Call& call, const std::string& group, auto edit) {
    auto found = find_group(state, group);
    if (!found) return std::move(found).error();
    state.groups.edit(call.batch(), found.value()->name, [&](GroupRow& row) { edit(row.tags); });
    return {};
}

Answer<> add(
    State& state,
    Call& call,
    const std::string& group,
    const std::map<std::string, std::string>& tags
) {
    return edit_tags(state, call, group, [&](auto& kept) {
        for (const auto& [key, value] : tags)
            kept[key] = value;
    });
}

Answer<> take(
    State& state, Call& call, const std::string& group, const std::vector<std::string>& keys
) {
    return edit_tags(state, call, group, [&](auto& kept) {
        for (const auto& key : keys)
            kept.erase(key);
    });
}

template <typename Output>
Answer<Output> answer(Answer<> done) {
    if (!done) return std::move(done).error();
    return Output{};
}

template <typename Output>
Answer<Output> list(State& state, const std::string& group) {
    auto found = find_group(state, group);
    if (!found) return std::move(found).error();
    Output output;
    output.tags = found.value()->tags;
    return output;
}

}  // namespace

std::vector<Operation> tag_operations(State& state) {
    auto by_arn = [&state](Call& call, const auto& input) {
        return group_resource(state, call, input.resource_arn);
    };
    return {
        operation<ListTagsForResource>(
            [&state](Call&, const ListTagsForResourceInput& input) {
                return list<ListTagsForResourceOutput>(state, input.resource_arn);
            },
            by_arn
        ),
        operation<TagResource>(
            [&state](Call& call, const TagResourceInput& input) {
                return answer<TagResourceOutput>(add(state, call, input.resource_arn, input.tags));
            },
            by_arn
        ),
        operation<UntagResource>(
            [&state](Call& call, const UntagResourceInput& input) {
                return answer<UntagResourceOutput>(
                    take(state, call, input.resource_arn, input.tag_keys)
                );
            },
            by_arn
        ),
        operation<ListTagsLogGroup>(
            [&state](Call&, const ListTagsLogGroupInput& input) {
                return list<ListTagsLogGroupOutput>(state, input.log_group_name);
            },
            by_group(state)
        ),
        operation<TagLogGroup>(
            [&state](Call& call, const TagLogGroupInput& input) {
                return answer<TagLogGroupOutput>(add(state, call, input.log_group_name, input.tags)
                );
            },
            by_group(state)
        ),
        operation<UntagLogGroup>(
            [&state](Call& call, const UntagLogGroupInput& input) {
                return answer<UntagLogGroupOutput>(
                    take(state, call, input.log_group_name, input.tags)
                );
            },
            by_group(state)
        ),
    };
}

}  // namespace atlas::aws::logs
