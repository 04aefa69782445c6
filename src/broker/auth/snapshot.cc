// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/snapshot.h"

#include "base/encoding.h"
#include "json/fields.h"
#include "json/value.h"

namespace atlas::broker {
namespace {

struct GrantFields {
    std::vector<std::string> policies;
    std::optional<std::string> boundary;
};

struct KeyFields {
    std::string id, secret, principal_arn;
    GrantFields grants;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("secret", self.secret);
        field("principal_arn", self.principal_arn);
        field("policies", self.grants.policies);
        field("boundary", self.grants.boundary);
    }
};

struct RoleFields {
    std::string arn;
    GrantFields grants;
    static void fields(auto& self, auto&& field) {
        field("arn", self.arn);
        field("policies", self.grants.policies);
        field("boundary", self.grants.boundary);
    }
};

struct SnapshotFields {
    int version = 0;
    std::string region_key, account, region, cluster_arn;
    std::map<std::string, std::string> cluster_tags;
    std::vector<KeyFields> access_keys;
    std::vector<RoleFields> roles;
    std::map<std::string, json::Value> policies;
    static void fields(auto& self, auto&& field) {
        field("version", self.version);
        field("region_key", self.region_key);
        field("account", self.account);
        field("region", self.region);
        field("cluster_arn", self.cluster_arn);
        field("cluster_tags", self.cluster_tags);
        field("access_keys", self.access_keys);
        field("roles", self.roles);
        field("policies", self.policies);
    }
};

using Documents = std::map<std::string, policy::DocumentPtr>;

Result<Documents> parse_documents(const std::map<std::string, json::Value>& policies) {
    Documents documents;
    for (const auto& [name, document] : policies)
        documents[name] =
            ATLAS_TRY(policy::parse(json::serialize(document)).during("policy " + name));
    return documents;
}

Result<policy::Named> named(const Documents& documents, const std::string& name) {
    const auto found = documents.find(name);
    if (found == documents.end())
        return Error(ErrorCode::invalid_argument, "policy " + name + ": not in policies");
    return policy::Named{name, found->second};
}

Result<Grants> resolve(const Documents& documents, const GrantFields& fields) {
    Grants grants;
    for (const auto& name : fields.policies)
        grants.identity.push_back(ATLAS_TRY(named(documents, name)));
    if (fields.boundary) grants.boundary = ATLAS_TRY(named(documents, *fields.boundary));
    return grants;
}

}  // namespace

Result<SnapshotPtr> Snapshot::parse(std::string_view json) {
    const auto value = ATLAS_TRY(json::parse(json));
    SnapshotFields read;
    ATLAS_TRY(json::from_value(value, read));
    if (read.version != 1) return Error(ErrorCode::invalid_argument, "version: expected 1");
    const auto key = decode_hex(read.region_key);
    if (!key || key->size() != 32)
        return Error(ErrorCode::invalid_argument, "region_key: expected 64 hex digits");

    const auto documents = ATLAS_TRY(parse_documents(read.policies));
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->region_key = *key;
    snapshot->account = read.account;
    snapshot->region = read.region;
    snapshot->cluster_arn = read.cluster_arn;
    snapshot->cluster_tags = read.cluster_tags;
    for (const auto& entry : read.access_keys) {
        // Not inside the braces below: a return out of a half-made aggregate leaks its members.
        auto grants = ATLAS_TRY(resolve(documents, entry.grants));
        snapshot->access_keys[entry.id] = {entry.secret, entry.principal_arn, std::move(grants)};
    }
    for (const auto& role : read.roles)
        snapshot->roles[role.arn] = ATLAS_TRY(resolve(documents, role.grants));
    return SnapshotPtr(std::move(snapshot));
}

}  // namespace atlas::broker
