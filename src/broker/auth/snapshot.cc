// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/snapshot.h"

#include "base/encoding.h"
#include "json/fields.h"
#include "json/value.h"

namespace atlas::broker {
namespace {

struct IdentityFields {
    std::string principal_id;
    std::map<std::string, std::string> tags;
    std::vector<std::string> policies;
    std::optional<std::string> boundary;
    bool takes_tokens_without_id = true;  // absent in snapshots from before tokens had ids
    static void fields(auto& self, auto&& field) {
        field("principal_id", self.principal_id);
        field("tags", self.tags);
        field("policies", self.policies);
        field("boundary", self.boundary);
        field("takes_tokens_without_id", self.takes_tokens_without_id);
    }
};

struct KeyFields {
    std::string id, secret, principal_arn;
    IdentityFields owner;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("secret", self.secret);
        field("principal_arn", self.principal_arn);
        IdentityFields::fields(self.owner, field);
    }
};

struct RoleFields {
    std::string arn;
    IdentityFields role;
    static void fields(auto& self, auto&& field) {
        field("arn", self.arn);
        IdentityFields::fields(self.role, field);
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

Result<Identity> resolve(const Documents& documents, const IdentityFields& fields) {
    Identity identity;
    identity.id = fields.principal_id;
    identity.tags = fields.tags;
    identity.takes_tokens_without_id = fields.takes_tokens_without_id;
    for (const auto& name : fields.policies)
        identity.policies.push_back(ATLAS_TRY(named(documents, name)));
    if (fields.boundary) identity.boundary = ATLAS_TRY(named(documents, *fields.boundary));
    return identity;
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
        snapshot->access_keys[entry.id] = {entry.secret, entry.principal_arn};
        snapshot->identities[entry.principal_arn] = ATLAS_TRY(resolve(documents, entry.owner));
    }
    for (const auto& entry : read.roles)
        snapshot->identities[entry.arn] = ATLAS_TRY(resolve(documents, entry.role));
    return SnapshotPtr(std::move(snapshot));
}

}  // namespace atlas::broker
