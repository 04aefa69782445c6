// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/model.h"
#include "aws/wire/answer.h"

namespace atlas::aws {

/// Checks a decoded input against its shape: required members, lengths and ranges, patterns, enum
/// values. All that is wrong is told at once, in AWS's words ("2 validation errors detected: Value
/// null at 'clusterName' failed to satisfy constraint: Member must not be null; …"); ec2 names the
/// first (MissingParameter, InvalidParameterValue). A valid input that sets a member which the
/// region does nothing for is refused by that name (refuse_members.h).
Answer<> validate(
    const ServiceModel& service, const OperationModel& operation, const json::Value& value
);

}  // namespace atlas::aws
