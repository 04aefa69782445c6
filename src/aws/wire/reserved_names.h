// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "aws/wire/host.h"

namespace atlas::aws {

/// Whether a DNS name belongs to the region itself. The names of its load balancers, brokers,
/// registry and endpoints end in "<region>.<suffix>", as AWS's own end in amazonaws.com. Such a
/// name that a caller supplies (the host of a listener rule) must never be published.
bool is_reserved_name(const Place& place, std::string_view name);

}  // namespace atlas::aws
