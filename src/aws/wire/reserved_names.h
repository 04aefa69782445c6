// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "aws/wire/host.h"

namespace atlas::aws {

/// Whether the region alone gives out a DNS name: those of its balancers, brokers, registry and
/// endpoints end in "<region>.<suffix>", as AWS's own do in amazonaws.com. What a caller names
/// there (the host of a listener rule) must never be published.
bool is_reserved_name(const Place& place, std::string_view name);

}  // namespace atlas::aws
