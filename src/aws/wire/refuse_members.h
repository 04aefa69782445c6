// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "aws/wire/rule_index.h"

namespace atlas::aws {

/// NotImplemented (501), naming the first member that the request sets and this region does not
/// implement (RefusedMember). A member that is empty or has one of its neutral values passes.
Answer<> refuse_members(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& input,
    const RuleIndex& rules = RuleIndex::generated()
);

}  // namespace atlas::aws
