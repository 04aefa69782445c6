// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::kafka {

/// MSK's list operations return at most 100 items a page, which is also the default.
inline PageRules page_rules() {
    return {
        .size_max = 100,
        .bad_token = {"BadRequestException", "The nextToken is not valid.", 400, {}}
    };
}

}  // namespace atlas::aws::kafka
