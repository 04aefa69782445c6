// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"

namespace atlas::region {

/// The 32 bytes that seal secrets at rest. Made at the first start and kept apart from the store,
/// in `sealing.key` (mode 0600) of the home. `sealing.digest` holds its SHA-256, so that the key of
/// another home is refused (io) at the start and not when a secret fails to open.
Result<std::string> open_sealing_key(const std::string& home, Random& random);

}  // namespace atlas::region
