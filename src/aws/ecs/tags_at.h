// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/models/ecs/tag.h"

namespace atlas::aws::ecs {

using Tags = std::vector<Tag>;

/// The tags of the cluster, service, task or task definition that an ARN names, or nullptr.
const Tags* tags_at(const State& state, const std::string& arn);

/// Changes them by `change` and records that; false where the ARN names nothing.
bool edit_tags_at(
    State& state,
    store::Batch& batch,
    const std::string& arn,
    const std::function<void(Tags&)>& change
);

}  // namespace atlas::aws::ecs
