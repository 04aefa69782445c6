// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aws/ecr/state.h"
#include "aws/wire/service.h"

namespace atlas::aws::ecr {

// The operations, one function for each file. An operation validates everything before its first
// change, because a batch cannot be rolled back. `state` outlives the result. Region thread only.
// Source: the ECR API reference.
std::vector<Operation> repository_operations(State& state);  // Create, Describe, Delete
std::vector<Operation> setting_operations(State& state);     // mutability, scanning, registry
std::vector<Operation> policy_operations(State& state);      // repository and lifecycle policies
std::vector<Operation> image_operations(State& state);       // BatchGet, List, Describe
std::vector<Operation> delete_image_operations(State& state);
std::vector<Operation> layer_operations(State& state);  // availability, download URLs, token
std::vector<Operation> tag_operations(State& state);

/// The resources of an operation on one repository: the repository itself.
inline auto by_repository(const State& state) {
    return [&state](Call& call, const auto& input) -> std::vector<Resource> {
        return {repository_resource(state, call.place(), input.repository_name)};
    };
}

}  // namespace atlas::aws::ecr
