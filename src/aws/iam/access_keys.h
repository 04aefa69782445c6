// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/iam/state.h"
#include "base/random.h"

namespace atlas::aws::iam {

/// Generates a new, active long-term key. It belongs to the account's root if `user` is empty.
KeyRow make_key(Random& random, const std::string& user, Time now);

}  // namespace atlas::aws::iam
