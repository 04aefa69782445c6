// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// A structure (`structure_of`) that HAProxy does not take, and what it said.
struct Refusal {
    std::string structure;
    std::string why;
};

/// Whether HAProxy takes a balancer's files: they are written into a folder of their own in
/// `directory`, read by `haproxy -c`, and removed. invalid_argument says what it said.
/// Blocking: for workers.
Result<> check_configuration(const Balancer& balancer, const std::string& directory);

}  // namespace atlas::engines::haproxy
