// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::cli {

/// Makes the folder of a region that is to be started (mode 0700), or takes the one it was started
/// in before. conflict: a folder that holds something else, which --purge would erase.
Result<> prepare_home(const std::string& home);

}  // namespace atlas::cli
