// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::elbv2 {

/// ELB's Describe operations return at most 400 items a page, which is also the default.
inline PageRules page_rules() {
    return {
        .size_default = 400,
        .size_max = 400,
        .bad_token = {"ValidationError", "The marker is not valid", 400, {}}
    };
}

}  // namespace atlas::aws::elbv2
