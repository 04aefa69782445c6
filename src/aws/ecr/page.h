// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::ecr {

/// ECR's lists have pages of 100 unless they are asked otherwise.
inline PageRules page_rules() {
    return {
        .bad_token =
            {"InvalidParameterException",
             "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
             400,
             {}}
    };
}

}  // namespace atlas::aws::ecr
