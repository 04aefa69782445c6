// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// A structure (see `structure_of`) that HAProxy refuses, and its message.
struct Refusal {
    std::string structure;
    std::string why;
};

/// Checks with `haproxy -c` whether HAProxy accepts a balancer's files, which are written to a
/// temporary folder in `directory`. invalid_argument: it refuses them, with its message. Blocking;
/// for workers.
Result<> check_configuration(const Balancer& balancer, const std::string& directory);

}  // namespace atlas::engines::haproxy
