// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "container/bundle.h"

namespace atlas::container {

/// The bundle as the text of config.json. Pure. Capabilities of a user other than root become
/// ambient, or they would be lost at exec. Every network namespace lets all users bind low ports,
/// as container engines do.
std::string bundle_json(const Bundle& bundle);

}  // namespace atlas::container
