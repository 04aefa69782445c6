// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What each operation declares of its authorization (src/aws/models/<service>.access), checked
/// against AWS's Service Authorization Reference when the build is configured. All constant.
namespace atlas::aws {

enum class OperationKind : std::uint8_t {
    read,     // changes nothing
    compute,  // changes nothing, but its answer is made anew each time: data keys, sessions
    write,    // changes the region; its answer is kept for a retry
};

/// By AWS's reference.
enum class AccessLevel : std::uint8_t { list, read, write, tagging, permissions };

/// A condition key whose value is a member of the input ("networkConfiguration.subnets"). Several
/// members may give one key.
struct KeyOfInput {
    std::string_view key;  // lower case
    std::string_view member;
    std::string_view otherwise;  // the API's default where the input leaves it out; or empty
};

/// A member of the input that names a role which the operation hands to a service.
struct RoleOfInput {
    std::string_view member;
    std::string_view service;  // "ecs-tasks.amazonaws.com": iam:PassedToService
};

/// Condition keys are in lower case; one that ends in "/" or ":" stands for all that begin so
/// (policy::has_key).
struct ActionAccess {
    std::string_view action;  // "ecs:RunTask"
    OperationKind kind;
    bool frees;  // a write that a full disk does not refuse: it takes away, or ends what fills it
    AccessLevel level;
    std::span<const std::string_view> resource_arns;  // patterns with ${Variables}
    std::span<const std::string_view> known;          // supplied, or never present in this region
    std::span<const std::string_view> lacking;  // AWS has them, this region does not supply them
    std::span<const KeyOfInput> inputs;
    std::span<const RoleOfInput> passes;

    bool changes() const { return kind == OperationKind::write; }
    bool grows() const { return changes() && !frees; }
};

/// Of all actions, in the order of their names.
std::span<const ActionAccess> declared_access();
/// nullptr where no operation of the region is checked for this action.
const ActionAccess* find_access(std::string_view action);

/// Every condition key that AWS's reference knows for the services of the region.
std::span<const std::string_view> service_condition_keys();

}  // namespace atlas::aws
