// SPDX-License-Identifier: Apache-2.0
// AddTags, RemoveTags, DescribeTags, for balancers, target groups, listeners and rules.
#include "aws/elbv2/operations.h"
#include "aws/models/elbv2/add_tags.h"
#include "aws/models/elbv2/describe_tags.h"
#include "aws/models/elbv2/remove_tags.h"

namespace atlas::aws::elbv2 {
namespace {

// Runs `on(table)` for the table that has this ARN; otherwise ELB's "not found" error of its kind.
template <typename On>
Answer<> with_table(State& state, const std::string& arn, On on) {
    if (state.balancers.find(arn)) return on(state.balancers);
    if (state.groups.find(arn)) return on(state.groups);
    if (state.listeners.find(arn)) return on(state.listeners);
    if (state.rules.find(arn)) return on(state.rules);
    if (arn.contains(":targetgroup/")) return std::move(find_group(state, arn)).error();
    if (arn.contains(":listener-rule/")) return std::move(find_rule(state, arn)).error();
    if (arn.contains(":listener/")) return std::move(find_listener(state, arn)).error();
    return AwsError{"LoadBalancerNotFound", "Load balancer '" + arn + "' not found", 400, {}};
}

template <typename Input, typename Edit>
Answer<> edit_tags(State& state, Call& call, const Input& input, Edit edit) {
    for (const auto& arn : input.resource_arns) {
        auto there = with_table(state, arn, [](auto&) -> Answer<> { return {}; });
        if (!there) return there;
    }
    for (const auto& arn : input.resource_arns) {
        auto done = with_table(state, arn, [&](auto& table) -> Answer<> {
            table.edit(call.batch(), arn, [&](auto& row) { edit(row.tags); });
            return {};
        });
        if (!done) return done;
    }
    return {};
}

Answer<AddTagsOutput> add_tags(State& state, Call& call, const AddTagsInput& input) {
    auto done = edit_tags(state, call, input, [&](Attributes& tags) {
        for (const auto& [key, value] : tag_map(input.tags))
            tags[key] = value;
    });
    if (!done) return std::move(done).error();
    return AddTagsOutput{};
}

Answer<RemoveTagsOutput> remove_tags(State& state, Call& call, const RemoveTagsInput& input) {
    auto done = edit_tags(state, call, input, [&](Attributes& tags) {
        for (const auto& key : input.tag_keys)
            tags.erase(key);
    });
    if (!done) return std::move(done).error();
    return RemoveTagsOutput{};
}

Answer<DescribeTagsOutput> describe_tags(State& state, Call&, const DescribeTagsInput& input) {
    DescribeTagsOutput output;
    for (const auto& arn : input.resource_arns) {
        auto done = with_table(state, arn, [&](auto& table) -> Answer<> {
            TagDescription description;
            description.resource_arn = arn;
            for (const auto& [key, value] : table.find(arn)->tags)
                description.tags.push_back({key, value});
            output.tag_descriptions.push_back(std::move(description));
            return {};
        });
        if (!done) return std::move(done).error();
    }
    return output;
}

}  // namespace

std::vector<Operation> tag_operations(State& state) {
    auto by_arns = [&state](Call&, const auto& input) {
        return resources_of(state, {input.resource_arns.begin(), input.resource_arns.end()});
    };
    return {
        operation<AddTags>(on_state(state, add_tags), by_arns),
        operation<RemoveTags>(on_state(state, remove_tags), by_arns),
        operation<DescribeTags>(on_state(state, describe_tags)),
    };
}

}  // namespace atlas::aws::elbv2
