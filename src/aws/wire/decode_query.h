// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "aws/wire/query_tree.h"

namespace atlas::aws {

/// Decodes the input of an operation of the ec2 or query protocol by its shape. The result has the
/// model's member names and timestamps as epoch seconds. Errors: MalformedInput for a value that
/// does not fit its shape; for ec2 also UnknownParameter, as on AWS. The query protocol ignores
/// parameters that the shape does not have.
Answer<json::Value> decode_query(Protocol protocol, const Shape* input, const QueryTree& tree);

}  // namespace atlas::aws
