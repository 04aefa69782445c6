// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "aws/wire/query_tree.h"

namespace atlas::aws {

/// The input of an ec2 or query operation by its shape; members by the model's names. Timestamps
/// become epoch seconds. Errors: MalformedInput for a value that does not fit its shape; of ec2
/// also UnknownParameter, as AWS answers.
Answer<json::Value> decode_query(Protocol protocol, const Shape* input, const QueryTree& tree);

}  // namespace atlas::aws
