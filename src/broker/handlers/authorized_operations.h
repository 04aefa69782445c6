// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "broker/handlers/call.h"

namespace atlas::broker {

/// The bit fields of KIP-430: bit n is set if the caller may perform the operation with Kafka's
/// AclOperation code n.
std::int32_t topic_operations(const Call& call, std::string_view topic);
std::int32_t group_operations(const Call& call, std::string_view group);
/// 0 if the caller may not describe the cluster.
std::int32_t cluster_operations(const Call& call);

}  // namespace atlas::broker
