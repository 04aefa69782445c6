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

/// What an identity may do; the same for roles and users.
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

struct RoleRow {
    std::string name;
    std::string path = "/";
    std::string id;  // AROA…
    std::string arn;
    Time created;
    std::string trust_policy;
    std::map<std::string, std::string> trust_ids;  // trust_principals.h
    std::optional<std::string> description;
    int session_seconds_max = 3600;
    Permissions permissions;
    std::vector<Tag> tags;
    std::string linked_service;  // "ecs.amazonaws.com" of a service-linked role
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

/// A long-term key. `user` is empty for the region's administrator.
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

/// A managed policy: the account's own, or one that AWS ships (never stored).
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
    int versions_made = 1;
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

/// The region's own secret.
struct RegionKeyRow {
    std::string key_hex;
    /// Since then session tokens name the unique id of their role or user. One without an id is
    /// older: it is good for a role or user that was there before.
    std::optional<Time> ids_since;
    static void fields(auto& self, auto&& field) {
        field("Key", self.key_hex);
        field("IdsSince", self.ids_since);
    }
};

/// A policy that denies everything: what stands for one that cannot be read.
policy::DocumentPtr denies_all();

/// Keys as io threads see them: replaced as a whole.
struct KeySnapshot {
    /// Whom a session token may be for.
    struct Owner {
        std::string id;                        // AROA…, AIDA… or the account
        bool takes_tokens_without_id = false;  // RegionKeyRow::ids_since
        Principal::Kind kind = Principal::Kind::role_session;
        bool takes(std::string_view bound_id) const {
            return bound_id.empty() ? takes_tokens_without_id : bound_id == id;
        }
    };
    std::map<std::string, Identities::Credentials, std::less<>> keys;  // active ones, by id
    std::map<std::string, Owner, std::less<>> owners;  // by ARN: roles, and users with a key
};

/// All of iam. Region thread only, but for `keys`.
struct State {
    store::Table<RoleRow> roles{"iam.role"};                     // by name
    store::Table<UserRow> users{"iam.user"};                     // by name
    store::Table<KeyRow> keys{"iam.key"};                        // by id
    store::Table<PolicyRow> policies{"iam.policy"};              // by ARN: the account's own
    store::Table<RegionKeyRow> region{"iam.region"};             // one row
    std::map<std::string, PolicyRow, std::less<>> aws_policies;  // by ARN: constant
    std::function<void()> changed;  // after a committed change of roles, policies or keys

    /// The account's or AWS's own.
    const PolicyRow* find_policy(std::string_view arn) const;
    const RoleRow* find_role_by_arn(std::string_view arn) const;
    const UserRow* find_user_by_arn(std::string_view arn) const;
    /// Whether a session token without an id may be for what was created then.
    bool takes_tokens_without_id(Time created) const;
    /// A document once parsed; nullptr for one that is none.
    policy::DocumentPtr parsed(const std::string& document) const;
    Identities::Policies policies_of(const Permissions& permissions) const;
    /// Of a document (aws/wire/policy_findings.h).
    const std::vector<std::string>& findings_of(const std::string& document) const;

    /// Makes io threads see the keys as they are now.
    void publish_keys(const std::string& account);
    std::shared_ptr<const KeySnapshot> key_snapshot() const;

private:
    mutable std::map<std::string, policy::DocumentPtr> parsed_;
    mutable std::map<std::string, std::vector<std::string>> findings_;
    mutable std::mutex mutex_;
    std::shared_ptr<const KeySnapshot> snapshot_ = std::make_shared<KeySnapshot>();  // guarded
};

}  // namespace atlas::aws::iam
