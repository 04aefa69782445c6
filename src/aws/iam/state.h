// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "aws/models/iam/tag.h"
#include "aws/wire/identity.h"
#include "store/table.h"

namespace atlas::aws::iam {

/// The identity-based policies and the boundary of a role or user.
struct Permissions {
    std::map<std::string, std::string> inline_policies;  // name → document
    std::vector<std::string> attached;                   // ARNs, in the order of attachment
    std::string boundary;                                // ARN, or empty
    static void fields(auto& self, auto&& field) {
        field("Inline", self.inline_policies);
        field("Attached", self.attached);
        field("Boundary", self.boundary);
    }
};

/// A stored role. Its name is unique in the account, whatever its path.
struct RoleRow {
    std::string name;
    std::string path = "/";
    std::string id;  // AROA…
    std::string arn;
    Time created;
    std::string trust_policy;
    std::map<std::string, std::string> trust_ids;  // ARN → unique id, see trust_principals.h
    std::optional<std::string> description;
    int session_seconds_max = 3600;
    Permissions permissions;
    std::vector<Tag> tags;
    std::string linked_service;  // "ecs.amazonaws.com" for a service-linked role, else empty
    static void fields(auto& self, auto&& field) {
        field("Name", self.name);
        field("Path", self.path);
        field("Id", self.id);
        field("Arn", self.arn);
        field("Created", self.created);
        field("Trust", self.trust_policy);
        field("TrustIds", self.trust_ids);
        field("Description", self.description);
        field("SessionMax", self.session_seconds_max);
        field("Permissions", self.permissions);
        field("Tags", self.tags);
        field("LinkedService", self.linked_service);
    }
};

/// A stored user. Its name is unique in the account, whatever its path.
struct UserRow {
    std::string name;
    std::string path = "/";
    std::string id;  // AIDA…
    std::string arn;
    Time created;
    Permissions permissions;
    std::vector<Tag> tags;
    static void fields(auto& self, auto&& field) {
        field("Name", self.name);
        field("Path", self.path);
        field("Id", self.id);
        field("Arn", self.arn);
        field("Created", self.created);
        field("Permissions", self.permissions);
        field("Tags", self.tags);
    }
};

/// A stored long-term key. `user` is a name, or empty for the account's root.
struct KeyRow {
    std::string id;  // AKIA…
    std::string secret;
    std::string user;
    bool active = true;
    Time created;
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Secret", self.secret);
        field("User", self.user);
        field("Active", self.active);
        field("Created", self.created);
    }
};

struct PolicyVersionRow {
    std::string id;  // "v3"
    std::string document;
    Time created;
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Document", self.document);
        field("Created", self.created);
    }
};

/// A managed policy. Customer managed policies are stored; AWS managed ones are not.
struct PolicyRow {
    std::string arn;
    std::string name;
    std::string path = "/";
    std::string id;  // ANPA…
    std::optional<std::string> description;
    Time created;
    Time updated;
    std::vector<PolicyVersionRow> versions;  // oldest first
    std::string default_version = "v1";
    int versions_made = 1;  // ids of deleted versions are not used again
    std::vector<Tag> tags;
    static void fields(auto& self, auto&& field) {
        field("Arn", self.arn);
        field("Name", self.name);
        field("Path", self.path);
        field("Id", self.id);
        field("Description", self.description);
        field("Created", self.created);
        field("Updated", self.updated);
        field("Versions", self.versions);
        field("Default", self.default_version);
        field("VersionsMade", self.versions_made);
        field("Tags", self.tags);
    }
    const PolicyVersionRow* find_version(std::string_view version) const;
    const std::string& document() const;  // of the default version
};

/// The region's own secret. One row, created at the first start.
struct RegionKeyRow {
    std::string key_hex;  // 32 bytes that encrypt session tokens
    /// When this region began to write the unique id of the role or user into session tokens. A
    /// token without an id is older than that, so it is valid only for a role or user that already
    /// existed then.
    std::optional<Time> ids_since;
    static void fields(auto& self, auto&& field) {
        field("Key", self.key_hex);
        field("IdsSince", self.ids_since);
    }
};

/// A policy that denies everything. Replaces a document that does not parse, because the access
/// that it was meant to deny is unknown.
policy::DocumentPtr denies_all();

/// The credentials as io threads see them. Immutable; each change publishes a new one.
struct KeySnapshot {
    /// A role, user or root that a session token may belong to.
    struct Owner {
        std::string id;                        // AROA…, AIDA… or the account
        bool takes_tokens_without_id = false;  // see RegionKeyRow::ids_since
        Principal::Kind kind = Principal::Kind::role_session;
        /// Whether a token that names this unique id (or none) belongs to this owner.
        bool takes(std::string_view bound_id) const {
            return bound_id.empty() ? takes_tokens_without_id : bound_id == id;
        }
    };
    std::map<std::string, Identities::Credentials, std::less<>> keys;  // active keys, by id
    std::map<std::string, Owner, std::less<>> owners;  // by ARN: roles; users and root with a key
};

/// All state of aws/iam, owned by the service. Region thread only, except for `key_snapshot`.
struct State {
    store::Table<RoleRow> roles{"iam.role"};                     // by name
    store::Table<UserRow> users{"iam.user"};                     // by name
    store::Table<KeyRow> keys{"iam.key"};                        // by id
    store::Table<PolicyRow> policies{"iam.policy"};              // customer managed, by ARN
    store::Table<RegionKeyRow> region{"iam.region"};             // one row, "key"
    std::map<std::string, PolicyRow, std::less<>> aws_policies;  // AWS managed, by ARN; constant
    std::function<void()> changed;  // called after each committed write; may be empty

    /// Finds a customer or AWS managed policy. All find functions return nullptr if there is none.
    const PolicyRow* find_policy(std::string_view arn) const;
    const RoleRow* find_role_by_arn(std::string_view arn) const;
    const UserRow* find_user_by_arn(std::string_view arn) const;
    /// Whether a session token without an id may belong to a role or user of that age.
    bool takes_tokens_without_id(Time created) const;
    /// The parsed document, from a cache; nullptr if it is not a valid policy.
    policy::DocumentPtr parsed(const std::string& document) const;
    /// The identity policies and the boundary as the policy engine takes them. An identity policy
    /// that does not parse denies everything; a boundary that does not parse or does not exist
    /// allows nothing.
    Identities::Policies policies_of(const Permissions& permissions) const;
    /// The findings of a document (aws/wire/policy_findings.h), from a cache. Valid until the next
    /// call.
    const std::vector<std::string>& findings_of(const std::string& document) const;

    /// Publishes the keys, roles and users to io threads. To be called after each change of them.
    void publish_keys(const std::string& account);
    /// The latest published snapshot. Any thread.
    std::shared_ptr<const KeySnapshot> key_snapshot() const;

private:
    // Region thread only: caches by document.
    mutable std::map<std::string, policy::DocumentPtr> parsed_;
    mutable std::map<std::string, std::vector<std::string>> findings_;
    // Guarded by mutex_: snapshot_.
    mutable std::mutex mutex_;
    std::shared_ptr<const KeySnapshot> snapshot_ = std::make_shared<KeySnapshot>();
};

}  // namespace atlas::aws::iam
