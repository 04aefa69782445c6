// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aws/logs/state.h"

namespace atlas::aws::logs {

std::vector<Operation> group_operations(State& state);   // groups, retention
std::vector<Operation> stream_operations(State& state);  // streams
std::vector<Operation> put_operations(State& state);     // PutLogEvents
std::vector<Operation> get_operations(State& state);     // GetLogEvents
std::vector<Operation> search_operations(State& state);  // FilterLogEvents
std::vector<Operation> tag_operations(State& state);
/// The resources of an operation whose input has a logGroupName.
inline auto by_group(State& state) {
    return [&state](Call& call, const auto& input) {
        return group_resource(state, call, input.log_group_name);
    };
}
/// The resources of an operation whose input also has a logStreamName.
inline auto by_stream(State& state) {
    return [&state](Call& call, const auto& input) {
        return stream_resource(state, call, input.log_group_name, input.log_stream_name);
    };
}
/// The group of an input that has logGroupIdentifier (a name or an ARN) or logGroupName.
template <typename Input>
std::string group_asked(const Input& input) {
    return input.log_group_identifier.value_or(input.log_group_name.value_or(""));
}

/// InvalidParameterException unless the input names its group in exactly one of the two ways.
template <typename Input>
Answer<> check_group_asked(const Input& input) {
    if (input.log_group_identifier.has_value() != input.log_group_name.has_value()) return {};
    return invalid_parameter(
        "Specify either logGroupName or logGroupIdentifier, and not both of them."
    );
}

/// Events on one page if the request has no limit.
constexpr int events_per_page_max = 10'000;

}  // namespace atlas::aws::logs
