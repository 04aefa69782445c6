// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/iam/state.h"
#include "base/random.h"

namespace atlas::aws::iam {

/// A new long-term key; `user` empty = the administrator's.
KeyRow make_key(Random& random, const std::string& user, Time now);

}  // namespace atlas::aws::iam
