// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "broker/handlers/call.h"

namespace atlas::broker {

/// Kinds of resources that have settings, in Kafka's numbers.
namespace config_resource {
inline constexpr std::int8_t topic = 2;
inline constexpr std::int8_t broker = 4;
}  // namespace config_resource

/// A change of a resource's settings that was understood, or why not.
struct ConfigChange {
    std::int16_t code = 0;
    std::string message;
    ConfigMap configs;  // all overrides as they are to be
};

/// Permission and existence, which both APIs that change settings ask first: the overrides as they
/// are.
ConfigChange begin_change(const Call& call, std::int8_t resource_type, const std::string& name);
/// Refuses a change that names a setting twice, or gives `nulls` of them no value.
void check_names(
    ConfigChange& change,
    const std::vector<std::string>& names,
    const std::vector<std::string>& nulls
);
/// Judges all overrides together, as they would be.
void end_change(const Call& call, ConfigChange& change);

/// Kafka refuses a resource that stands more than once in a request, each time.
std::int16_t check_named_once(const auto& resources, const auto& asked, ConfigChange& change) {
    const auto times = std::ranges::count_if(resources, [&](const auto& other) {
        return other.resource_type == asked.resource_type &&
               other.resource_name == asked.resource_name;
    });
    if (times > 1) change = {error::invalid_request, "Each resource must appear at most once.", {}};
    return change.code;
}

}  // namespace atlas::broker
