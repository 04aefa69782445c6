// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

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
/// Puts a value into the change, or says why it may not be there.
void set(ConfigChange& change, const std::string& name, const std::string& value);

}  // namespace atlas::broker
