// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/state.h"

#include <algorithm>

#include "aws/wire/policy_findings.h"

namespace atlas::aws::iam {
namespace {

/// Entries of each cache. A full cache is emptied, which also drops documents no longer in use.
constexpr std::size_t parsed_max = 2'000;

Principal principal_of(const KeyRow& key, const UserRow* user, const std::string& account) {
    Principal principal;
    principal.account = account;
    principal.access_key_id = key.id;
    if (user) {
        principal.kind = Principal::Kind::user;
        principal.arn = user->arn;
        principal.user_id = user->id;
        principal.bound_id = user->id;
    } else {
        principal.kind = Principal::Kind::administrator;
        principal.arn = "arn:aws:iam::" + account + ":root";
        principal.user_id = account;
    }
    return principal;
}

}  // namespace

const PolicyVersionRow* PolicyRow::find_version(std::string_view version) const {
    auto found = std::ranges::find(versions, version, &PolicyVersionRow::id);
    return found == versions.end() ? nullptr : &*found;
}

const std::string& PolicyRow::document() const {
    auto* version = find_version(default_version);
    ATLAS_CHECK(version != nullptr, "a policy's default version is one of its versions");
    return version->document;
}

const PolicyRow* State::find_policy(std::string_view arn) const {
    if (auto* own = policies.find(arn)) return own;
    auto found = aws_policies.find(arn);
    return found == aws_policies.end() ? nullptr : &found->second;
}

const RoleRow* State::find_role_by_arn(std::string_view arn) const {
    auto slash = arn.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    auto* role = roles.find(arn.substr(slash + 1));
    return role && role->arn == arn ? role : nullptr;
}

const UserRow* State::find_user_by_arn(std::string_view arn) const {
    auto slash = arn.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    auto* user = users.find(arn.substr(slash + 1));
    return user && user->arn == arn ? user : nullptr;
}

bool State::takes_tokens_without_id(Time created) const {
    auto* row = region.find("key");
    return row && row->ids_since && created < *row->ids_since;
}

policy::DocumentPtr State::parsed(const std::string& document) const {
    auto found = parsed_.find(document);
    if (found != parsed_.end()) return found->second;
    auto made = policy::parse(document);
    if (!made) return nullptr;
    if (parsed_.size() >= parsed_max) parsed_.clear();
    return parsed_[document] = std::move(made).value();
}

policy::DocumentPtr denies_all() {
    static const auto document =
        policy::parse(R"({"Version":"2012-10-17",)"
                      R"("Statement":{"Effect":"Deny","Action":"*","Resource":"*"}})")
            .value();
    return document;
}

Identities::Policies State::policies_of(const Permissions& permissions) const {
    Identities::Policies found;
    auto add = [&](const std::string& name, const std::string& document) {
        auto text = parsed(document);
        // What a document that does not parse was meant to deny is unknown.
        found.identity.push_back({name, text ? std::move(text) : denies_all()});
    };
    for (const auto& [name, document] : permissions.inline_policies)
        add(name, document);
    for (const auto& arn : permissions.attached)
        if (auto* policy = find_policy(arn)) add(policy->name, policy->document());
    if (permissions.boundary.empty()) return found;
    auto* boundary = find_policy(permissions.boundary);
    // A boundary that does not parse or does not exist allows nothing.
    static const auto nothing = policy::parse(R"({"Version":"2012-10-17","Statement":[]})").value();
    auto text = boundary ? parsed(boundary->document()) : nullptr;
    found.boundary = policy::Named{boundary ? boundary->name : "gone", text ? text : nothing};
    return found;
}

const std::vector<std::string>& State::findings_of(const std::string& document) const {
    auto found = findings_.find(document);
    if (found != findings_.end()) return found->second;
    if (findings_.size() >= parsed_max) findings_.clear();
    auto text = parsed(document);
    auto made = text ? policy_findings(*text)
                     : std::vector<std::string>{"it cannot be read: it denies everything"};
    return findings_[document] = std::move(made);
}

void State::publish_keys(const std::string& account) {
    auto snapshot = std::make_shared<KeySnapshot>();
    for (const auto& [id, key] : keys) {
        auto* user = users.find(key.user);
        if (!key.active || (!key.user.empty() && !user)) continue;
        auto principal = principal_of(key, user, account);
        // Root cannot be deleted and created again, so a token without an id is always its own.
        const bool takes = !user || takes_tokens_without_id(user->created);
        snapshot->owners[principal.arn] = {principal.user_id, takes, principal.kind};
        snapshot->keys[id] = {key.secret, std::move(principal)};
    }
    for (const auto& [name, role] : roles)
        snapshot->owners[role.arn] = {
            role.id, takes_tokens_without_id(role.created), Principal::Kind::role_session
        };
    std::lock_guard lock(mutex_);
    snapshot_ = std::move(snapshot);
}

std::shared_ptr<const KeySnapshot> State::key_snapshot() const {
    std::lock_guard lock(mutex_);
    return snapshot_;
}

}  // namespace atlas::aws::iam
