// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::ecr {

/// ECR's list operations return 100 items a page by default, 1000 at most.
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
