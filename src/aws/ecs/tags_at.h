// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/models/ecs/tag.h"

namespace atlas::aws::ecs {

using Tags = std::vector<Tag>;

/// The tags of the cluster, service, task or task definition with this ARN; null if there is none.
const Tags* tags_at(const State& state, const std::string& arn);

/// Applies `change` to these tags and records the row in `batch`; false if no resource has this
/// ARN.
bool edit_tags_at(
    State& state,
    store::Batch& batch,
    const std::string& arn,
    const std::function<void(Tags&)>& change
);

}  // namespace atlas::aws::ecs
