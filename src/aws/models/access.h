// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The authorization declarations of all operations, generated from src/aws/models/<service>.access
/// and checked against AWS's Service Authorization Reference when CMake configures. All data is
/// constant; any thread.
namespace atlas::aws {

enum class OperationKind : std::uint8_t {
    read,     // changes no state
    compute,  // changes no state, but each call has a new answer: data keys, sessions
    write,    // changes state; its answer is kept for a retry
};

/// The access level in AWS's reference.
enum class AccessLevel : std::uint8_t { list, read, write, tagging, permissions };

/// A condition key whose value comes from a member of the input ("networkConfiguration.subnets").
/// Several members may supply the same key.
struct KeyOfInput {
    std::string_view key;  // lower case
    std::string_view member;
    std::string_view otherwise;  // the API's default if the input omits the member, or empty
};

/// A member of the input that names a role which the operation passes to a service.
struct RoleOfInput {
    std::string_view member;
    std::string_view service;  // "ecs-tasks.amazonaws.com", the value of iam:PassedToService
};

/// The declaration of one action. Condition keys are in lower case; one that ends in "/" or ":"
/// stands for all keys that begin with it (policy::has_key).
struct ActionAccess {
    std::string_view action;  // "ecs:RunTask"
    OperationKind kind;
    bool frees;  // a write allowed on a full disk: it frees space or stops what fills the disk
    AccessLevel level;
    std::span<const std::string_view> resource_arns;  // patterns with ${Variables}
    std::span<const std::string_view> known;          // supplied, or never present in this region
    std::span<const std::string_view> lacking;  // keys that AWS supplies and this region does not
    std::span<const KeyOfInput> inputs;
    std::span<const RoleOfInput> passes;

    bool changes() const { return kind == OperationKind::write; }
    bool grows() const { return changes() && !frees; }
};

/// The declarations of all actions, sorted by name.
std::span<const ActionAccess> declared_access();
/// nullptr if no operation of this region declares the action.
const ActionAccess* find_access(std::string_view action);

/// Every condition key that AWS's reference lists for the services of this region.
std::span<const std::string_view> service_condition_keys();

}  // namespace atlas::aws
