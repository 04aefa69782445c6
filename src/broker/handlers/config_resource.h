// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "broker/handlers/call.h"

namespace atlas::broker {

/// Types of resources that have settings (Kafka's ConfigResource.Type).
namespace config_resource {
inline constexpr std::int8_t topic = 2;
inline constexpr std::int8_t broker = 4;
}  // namespace config_resource

/// A requested change of a resource's settings, or the reason for its refusal.
struct ConfigChange {
    std::int16_t code = 0;
    std::string message;
    ConfigMap configs;  // all overrides after the change
};

/// First step of AlterConfigs and IncrementalAlterConfigs: checks permission and existence, and
/// returns the current overrides. Broker settings cannot be changed.
ConfigChange begin_change(const Call& call, std::int8_t resource_type, const std::string& name);
/// Refuses a change that has duplicate names, or names without a value (`nulls`).
void check_names(
    ConfigChange& change,
    const std::vector<std::string>& names,
    const std::vector<std::string>& nulls
);
/// Brings a change's `configs` from a resource's present overrides to those that the client wants,
/// or sets its code. May run again later, on other overrides.
using ConfigEdit = std::function<void(ConfigChange& change)>;
/// Last step, unless the change is refused: makes the edit and checks all overrides together, as
/// they are after it.
void end_change(const Properties& properties, const ConfigEdit& edit, ConfigChange& change);

/// Refuses a resource that occurs more than once in a request, at each occurrence, as Kafka does.
std::int16_t check_named_once(const auto& resources, const auto& asked, ConfigChange& change) {
    const auto times = std::ranges::count_if(resources, [&](const auto& other) {
        return other.resource_type == asked.resource_type &&
               other.resource_name == asked.resource_name;
    });
    if (times > 1) change = {error::invalid_request, "Each resource must appear at most once.", {}};
    return change.code;
}

}  // namespace atlas::broker
