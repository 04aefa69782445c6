// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"

namespace atlas::region {

/// The 32 bytes that seal secrets at rest: made at the first start, kept apart from the store in
/// `sealing.key` (mode 0600) of the home; `sealing.digest` beside it holds its SHA-256, so that a
/// key of another home is refused (io) before a secret is found that it does not open.
Result<std::string> open_sealing_key(const std::string& home, Random& random);

}  // namespace atlas::region
