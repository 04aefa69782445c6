// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::cli {

/// Makes the folder (mode 0700) for a region, or accepts one in which a region was started before.
/// conflict: the folder holds something else, which --purge would erase.
Result<> prepare_home(const std::string& home);

}  // namespace atlas::cli
