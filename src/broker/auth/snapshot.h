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
    std::string id;                           // unique id, AIDA… or AROA…; empty if not given
    std::map<std::string, std::string> tags;  // aws:PrincipalTag
    std::vector<policy::Named> policies;
    std::optional<policy::Named> boundary;
    bool takes_tokens_without_id = false;  // created before session tokens had principal ids
};

/// The part of IAM that the broker needs to decide on its own. The region writes it to a file
/// (docs/formats/broker-control.md); the broker reads it at start and at `reload`. Immutable; any
/// thread.
struct Snapshot {
    struct AccessKey {
        std::string secret;
        std::string principal_arn;
    };

    std::string region_key;  // 32 bytes; decrypts session tokens
    std::string account;
    std::string region;
    std::string cluster_arn;
    std::map<std::string, std::string> cluster_tags;
    std::map<std::string, AccessKey, std::less<>> access_keys;  // by access key id
    // By ARN. A user is listed only while it has an access key.
    std::map<std::string, Identity, std::less<>> identities;

    /// invalid_argument names the problem, such as a policy that does not parse or a policy name
    /// that is not defined.
    static Result<std::shared_ptr<const Snapshot>> parse(std::string_view json);
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace atlas::broker
