// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace atlas::network {

// Keys that a KernelNetwork watches with its keeper. The first three are followed by a VPC's id.
inline constexpr const char* rules_key = "rules ";
inline constexpr const char* links_key = "links ";
inline constexpr const char* resolver_key = "resolver ";
inline constexpr const char* public_key = "public listeners";

}  // namespace atlas::network
