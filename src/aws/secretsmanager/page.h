// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/page.h"

namespace atlas::aws::secretsmanager {

/// The page rules of Secrets Manager's lists: at most 100 items.
inline PageRules page_rules() {
    return {
        .size_max = 100, .bad_token = {"InvalidNextTokenException", "Invalid NextToken.", 400, {}}
    };
}

}  // namespace atlas::aws::secretsmanager
