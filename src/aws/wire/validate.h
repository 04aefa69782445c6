// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/model.h"
#include "aws/wire/answer.h"

namespace atlas::aws {

/// Checks a decoded input against its shape: required members, lengths and ranges, patterns, enum
/// values. The error lists the violations in AWS's form ("2 validation errors detected: Value null
/// at 'clusterName' failed to satisfy constraint: Member must not be null; …"); ec2 reports only
/// the first (MissingParameter, InvalidParameterValue). An input without violations then goes
/// through `refuse_members`. Any thread.
Answer<> validate(
    const ServiceModel& service, const OperationModel& operation, const json::Value& value
);

}  // namespace atlas::aws
