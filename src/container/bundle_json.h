// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "container/bundle.h"

namespace atlas::container {

/// Returns the text of config.json. Pure. For a user other than root, capabilities are also made
/// ambient; otherwise exec would drop them. In every bundle all users may bind low ports
/// (net.ipv4.ip_unprivileged_port_start=0), as in other container engines.
std::string bundle_json(const Bundle& bundle);

}  // namespace atlas::container
