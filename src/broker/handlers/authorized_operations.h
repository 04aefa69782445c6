// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "broker/handlers/call.h"

namespace atlas::broker {

/// The bit fields of KIP-430: 1 << Kafka's operation code for each thing the caller may do.
std::int32_t topic_operations(const Call& call, std::string_view topic);
std::int32_t group_operations(const Call& call, std::string_view group);
/// 0 for who may not describe the cluster.
std::int32_t cluster_operations(const Call& call);

}  // namespace atlas::broker
