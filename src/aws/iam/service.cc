// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/service.h"

#include <algorithm>

#include "aws/iam/access_keys.h"
#include "aws/iam/aws_policies.h"
#include "aws/iam/operations.h"
#include "aws/iam/service_linked_roles.h"
#include "aws/iam/trust_principals.h"
#include "aws/models/iam/service_model.h"
#include "base/encoding.h"
#include "crypto/session_token.h"

namespace atlas::aws::iam {
namespace {

constexpr std::string_view nothing = R"({"Version":"2012-10-17","Statement":[]})";
constexpr std::string_view everything =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

class LocalIam final : public IamService {
public:
    LocalIam(const Place& place, const Clock& clock) : place_(place), clock_(clock) {
        state_.aws_policies = aws_policies(clock.now());
    }

    const ServiceModel& model() const override { return service_model(); }
    std::vector<Operation> operations() override;
    std::vector<store::AnyTable*> tables() override {
        return {&state_.roles, &state_.users, &state_.keys, &state_.policies, &state_.region};
    }
    void start(Host& host) override;

    Answer<Credentials> find_credentials(
        std::string_view access_key_id, std::string_view session_token
    ) const override;
    Policies policies_of(const Principal& principal) const override;
    std::map<std::string, std::string> role_tags(std::string_view arn) const override;
    std::optional<Role> find_role(std::string_view arn) const override;
    const std::string& region_key() const override { return region_key_; }

    AdministratorKey administrator_key() const override;
    IdentityExport export_identities() const override;
    std::vector<Finding> findings() const override;
    void on_changed(std::function<void()> changed) override { state_.changed = std::move(changed); }

private:
    Answer<Credentials> session_credentials(
        const KeySnapshot& keys, std::string_view access_key_id, std::string_view token
    ) const;
    void open_region_key();
    IdentityExport::Identity export_identity(const auto& row) const;

    const Place& place_;
    const Clock& clock_;
    State state_;
    std::string region_key_;  // constant after `start`, which runs before io threads do
};

std::map<std::string, std::string> tags_of(const std::vector<Tag>& tags) {
    std::map<std::string, std::string> found;
    for (const auto& tag : tags)
        found[tag.key] = tag.value;
    return found;
}

AwsError invalid_token() {
    return {
        "InvalidClientTokenId", "The security token included in the request is invalid.", 403, {}
    };
}

std::vector<Operation> LocalIam::operations() {
    std::vector<Operation> all;
    for (auto part :
         {role_operations,
          role_policy_operations,
          role_tag_operations,
          service_linked_role_operations,
          policy_operations,
          policy_version_operations,
          user_operations,
          user_policy_operations,
          access_key_operations}) {
        for (auto& operation : part(state_))
            all.push_back(std::move(operation));
    }
    return all;
}

void LocalIam::open_region_key() {
    auto* row = state_.region.find("key");
    ATLAS_CHECK(row != nullptr, "start has made the region's key");
    region_key_ = decode_hex(row->key_hex).value_or("");
    ATLAS_CHECK(region_key_.size() == 32, "the region's key is 32 bytes");
}

void LocalIam::start(Host& host) {
    Principal administrator;
    administrator.kind = Principal::Kind::administrator;
    administrator.account = host.place().account;
    administrator.arn = "arn:aws:iam::" + administrator.account + ":root";
    // Runs at every start and creates only what is missing; a new version may need more roles.
    host.transact(administrator, [&](Call& call) {
        auto* region = state_.region.find("key");
        if (!region) {
            const auto key = encode_hex(call.random().bytes(32));
            state_.region.put(call.batch(), "key", {key, call.now()});
        } else if (!region->ids_since) {
            state_.region.edit(call.batch(), "key", [&](RegionKeyRow& row) {
                row.ids_since = call.now();
            });
        }
        seed_service_roles(state_, call);
        auto is_administrators = [](const auto& entry) { return entry.second.user.empty(); };
        if (std::ranges::none_of(state_.keys, is_administrators)) {
            auto key = make_key(call.random(), "", call.now());
            state_.keys.put(call.batch(), key.id, key);
        }
    });
    open_region_key();
    state_.publish_keys(host.place().account);
}

Answer<Identities::Credentials> LocalIam::find_credentials(
    std::string_view access_key_id, std::string_view session_token
) const {
    auto keys = state_.key_snapshot();
    if (!session_token.empty()) return session_credentials(*keys, access_key_id, session_token);
    auto found = keys->keys.find(access_key_id);
    if (found == keys->keys.end()) return invalid_token();
    return found->second;
}

Answer<Identities::Credentials> LocalIam::session_credentials(
    const KeySnapshot& keys, std::string_view access_key_id, std::string_view token
) const {
    auto session = crypto::open_session(region_key_, token);
    if (!session || session.value().access_key_id != access_key_id) return invalid_token();
    const auto& opened = session.value();
    if (opened.expiry <= clock_.now()) {
        return AwsError{
            "ExpiredToken", "The security token included in the request is expired", 403, {}
        };
    }
    const bool of_role = !opened.role_arn.empty();
    // A session ends with its role, or with the last active key of its user. The unique id keeps
    // it from a later role or user of the same name.
    auto owner = keys.owners.find(of_role ? opened.role_arn : opened.principal_arn);
    if (owner == keys.owners.end() || !owner->second.takes(opened.principal_id))
        return invalid_token();
    Credentials credentials;
    credentials.secret_access_key = opened.secret_access_key;
    auto& principal = credentials.principal;
    principal.kind = owner->second.kind;
    principal.arn = opened.principal_arn;
    principal.role_arn = opened.role_arn;
    principal.account = place_.account;
    principal.session_name = opened.session_name;
    principal.session_policy = opened.policy;
    principal.bound_id = owner->second.id;
    principal.user_id = owner->second.id + (of_role ? ":" + opened.session_name : "");
    principal.token_issued = opened.issued;
    principal.session_tags = opened.tags;
    principal.transitive_tags = opened.transitive_tags;
    principal.source_identity = opened.source_identity;
    return credentials;
}

/// Whether the user or role is the one that the credentials were issued for.
bool is_bound_to(const Principal& principal, const auto* row) {
    return row && (principal.bound_id.empty() || principal.bound_id == row->id);
}

Identities::Policies LocalIam::policies_of(const Principal& principal) const {
    Policies policies;
    auto take = [&](const auto* row) {
        if (!is_bound_to(principal, row)) return false;
        policies = state_.policies_of(row->permissions);
        policies.principal_id = row->id;
        policies.principal_tags = tags_of(row->tags);
        return true;
    };
    if (principal.kind == Principal::Kind::role_session) {
        if (!take(state_.find_role_by_arn(principal.role_arn))) return policies;
    } else if (principal.kind == Principal::Kind::user) {
        if (!take(state_.find_user_by_arn(principal.arn))) return policies;
    }
    if (!principal.session_policy.empty()) {
        auto text = state_.parsed(principal.session_policy);
        policies.session = policy::Named{"session policy", text ? text : denies_all()};
    }
    return policies;
}

std::vector<IamService::Finding> LocalIam::findings() const {
    std::vector<Finding> all;
    auto add = [&](const std::string& policy, const std::string& document) {
        for (const auto& sentence : state_.findings_of(document))
            all.push_back({policy, sentence});
    };
    auto add_inline = [&](const std::string& owner, const Permissions& permissions) {
        for (const auto& [name, document] : permissions.inline_policies)
            add("policy " + name + " of " + owner, document);
    };
    for (const auto& [name, role] : state_.roles) {
        add("trust policy of role " + name, role.trust_policy);
        add_inline("role " + name, role.permissions);
    }
    for (const auto& [name, user] : state_.users)
        add_inline("user " + name, user.permissions);
    for (const auto& [arn, policy] : state_.policies)
        add("policy " + arn, policy.document());
    return all;
}

std::map<std::string, std::string> LocalIam::role_tags(std::string_view arn) const {
    auto* role = state_.find_role_by_arn(arn);
    return role ? tags_of(role->tags) : std::map<std::string, std::string>();
}

std::optional<SessionSource::Role> LocalIam::find_role(std::string_view arn) const {
    auto* role = state_.find_role_by_arn(arn);
    if (!role) return std::nullopt;
    return Role{
        role->arn,
        role->id,
        trust_in_force(state_, *role),
        std::chrono::seconds(role->session_seconds_max),
        tags_of(role->tags)
    };
}

AdministratorKey LocalIam::administrator_key() const {
    for (const auto& [id, key] : state_.keys)
        if (key.user.empty()) return {key.id, key.secret};
    return {};
}

IdentityExport::Identity LocalIam::export_identity(const auto& row) const {
    const Permissions& permissions = row.permissions;
    IdentityExport::Identity identity;
    identity.id = row.id;
    identity.tags = tags_of(row.tags);
    identity.takes_tokens_without_id = state_.takes_tokens_without_id(row.created);
    identity.policies = permissions.inline_policies;
    for (const auto& arn : permissions.attached)
        if (auto* policy = state_.find_policy(arn)) identity.policies[arn] = policy->document();
    if (permissions.boundary.empty()) return identity;
    // A boundary that does not exist allows nothing, as in `policies_of`.
    auto* boundary = state_.find_policy(permissions.boundary);
    identity.boundary = boundary ? boundary->document() : std::string(nothing);
    return identity;
}

IdentityExport LocalIam::export_identities() const {
    IdentityExport exported;
    exported.region_key = region_key_;
    for (const auto& [id, key] : state_.keys) {
        // A key without a user name is root's.
        auto* user = state_.users.find(key.user);
        if (!key.active || (!key.user.empty() && !user)) continue;
        IdentityExport::Key made;
        made.id = id;
        made.secret = key.secret;
        made.principal_arn = user ? user->arn : "arn:aws:iam::" + place_.account + ":root";
        if (user) {
            made.owner = export_identity(*user);
        } else {
            made.owner.id = place_.account;
            made.owner.takes_tokens_without_id = true;
            made.owner.policies["administrator"] = everything;
        }
        exported.keys.push_back(std::move(made));
    }
    for (const auto& [name, role] : state_.roles)
        exported.roles[role.arn] = export_identity(role);
    return exported;
}

}  // namespace

std::unique_ptr<IamService> make_service(const Place& place, const Clock& clock) {
    return std::make_unique<LocalIam>(place, clock);
}

}  // namespace atlas::aws::iam
