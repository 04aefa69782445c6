// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

namespace atlas::broker {

/// A user, a role or the account's root.
struct Identity {
    std::string id;                           // AIDA…, AROA…; empty: not told
    std::map<std::string, std::string> tags;  // become aws:PrincipalTag
    std::vector<policy::Named> policies;
    std::optional<policy::Named> boundary;
    bool takes_tokens_without_id = false;  // it is older than ids in session tokens
};

/// What the broker must know of IAM to decide alone: the region writes it to a file
/// (docs/formats/broker-control.md), the broker reads it at start and at `reload`. Immutable,
/// shared between threads.
struct Snapshot {
    struct AccessKey {
        std::string secret;
        std::string principal_arn;
    };

    std::string region_key;  // 32 bytes; opens session tokens
    std::string account;
    std::string region;
    std::string cluster_arn;
    std::map<std::string, std::string> cluster_tags;
    std::map<std::string, AccessKey, std::less<>> access_keys;  // by access key id
    std::map<std::string, Identity, std::less<>> identities;  // by ARN; a user's while it has a key

    /// invalid_argument names what is wrong: a policy that does not parse, a name that is not
    /// there.
    static Result<std::shared_ptr<const Snapshot>> parse(std::string_view json);
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace atlas::broker
