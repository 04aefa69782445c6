// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/authorizer.h"

#include <array>
#include <utility>

#include "base/letter_case.h"
#include "base/log.h"
#include "policy/global_context.h"
#include "policy/pattern.h"

namespace atlas::broker {
namespace {

/// Bounds the cache: a client that keeps using new names costs time but no memory.
constexpr std::size_t verdicts_max = 4096;

struct Row {
    std::string_view name;
    std::string_view resource;
};

// In the order of Action.
constexpr std::array rows{
    Row{"kafka-cluster:Connect", "cluster"},
    Row{"kafka-cluster:DescribeCluster", "cluster"},
    Row{"kafka-cluster:AlterCluster", "cluster"},
    Row{"kafka-cluster:DescribeClusterDynamicConfiguration", "cluster"},
    Row{"kafka-cluster:AlterClusterDynamicConfiguration", "cluster"},
    Row{"kafka-cluster:WriteDataIdempotently", "cluster"},
    Row{"kafka-cluster:CreateTopic", "topic"},
    Row{"kafka-cluster:DescribeTopic", "topic"},
    Row{"kafka-cluster:AlterTopic", "topic"},
    Row{"kafka-cluster:DeleteTopic", "topic"},
    Row{"kafka-cluster:DescribeTopicDynamicConfiguration", "topic"},
    Row{"kafka-cluster:AlterTopicDynamicConfiguration", "topic"},
    Row{"kafka-cluster:ReadData", "topic"},
    Row{"kafka-cluster:WriteData", "topic"},
    Row{"kafka-cluster:DescribeGroup", "group"},
    Row{"kafka-cluster:AlterGroup", "group"},
    Row{"kafka-cluster:DeleteGroup", "group"},
    Row{"kafka-cluster:DescribeTransactionalId", "transactional-id"},
    Row{"kafka-cluster:AlterTransactionalId", "transactional-id"},
};

const Row& row(Action action) {
    return rows[static_cast<std::size_t>(action)];
}

/// Temporary credentials are valid for the role or user that they were issued for, not for one that
/// was created later under the same name.
bool is_bound_to(const Caller& caller, const Identity& identity) {
    if (!caller.temporary) return true;
    if (caller.bound_id.empty()) return identity.takes_tokens_without_id;
    return caller.bound_id == identity.id;
}

/// The identity whose policies apply; null if the snapshot has no such identity, or no longer has
/// the access key.
const Identity* find_identity(const Snapshot& snapshot, const Caller& caller) {
    const auto& key = caller.access_key_id;
    if (!key.empty() && !snapshot.access_keys.contains(key)) return nullptr;
    const auto& arn = caller.role_arn.empty() ? caller.principal_arn : caller.role_arn;
    const auto found = snapshot.identities.find(arn);
    if (found == snapshot.identities.end()) return nullptr;
    return is_bound_to(caller, found->second) ? &found->second : nullptr;
}

/// aws:userid: for a session the role's unique id, a colon and the session's name.
std::string user_id(const Identity& identity, const Caller& caller) {
    if (caller.role_arn.empty() || identity.id.empty()) return identity.id;
    return identity.id + ":" + caller.session_name;
}

policy::Principal::Kind kind_of(const Caller& caller) {
    using Kind = policy::Principal::Kind;
    if (!caller.role_arn.empty()) return Kind::role_session;
    return caller.principal_arn.ends_with(":root") ? Kind::account : Kind::user;
}

}  // namespace

std::string_view name_of(Action action) {
    return row(action).name;
}

std::string resource_arn(std::string_view cluster_arn, Action action, std::string_view name) {
    constexpr std::string_view of_cluster = ":cluster/";
    std::string arn(cluster_arn);
    const auto& kind = row(action).resource;
    const auto at = arn.find(of_cluster);
    if (kind == "cluster" || at == arn.npos) return arn;
    // …:cluster/NAME/UUID → …:topic/NAME/UUID/TOPIC
    arn.replace(at + 1, of_cluster.size() - 2, kind);
    return arn.append("/").append(name);
}

void Authorizer::adopt(const SnapshotPtr& snapshot) {
    snapshot_ = snapshot;
    verdicts_.clear();
    identity_ = find_identity(*snapshot, *caller_);
    const auto id = identity_ ? user_id(*identity_, *caller_) : "";
    context_ = policy::global_context(
        {kind_of(*caller_),
         caller_->principal_arn,
         caller_->role_arn,
         snapshot->account,
         id,
         identity_ ? &identity_->tags : nullptr,
         &caller_->session_tags,
         caller_->token_issued,
         caller_->source_identity},
        snapshot->region,
        now_
    );
    policy::set_resource_account(context_, snapshot->cluster_arn, snapshot->account);
    context_["aws:sourceip"] = {caller_->source_ip};
    if (!caller_->user_agent.empty()) context_["aws:useragent"] = {caller_->user_agent};
    for (const auto& [key, value] : snapshot->cluster_tags)
        context_["aws:resourcetag/" + lower_case(key)] = {value};
}

bool Authorizer::holds(const Verdict& verdict, bool quiet) const {
    if (verdict.momentary && verdict.at != now_) return false;
    // A refusal of a quiet call is evaluated once more, so that it is logged.
    return quiet || verdict.allowed || verdict.logged;
}

bool Authorizer::allows(
    const SnapshotPtr& snapshot, Action action, std::string_view name, bool quiet
) {
    if (!caller_) return true;
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
    if (now != std::exchange(now_, now)) policy::set_time(context_, now);
    if (snapshot != snapshot_) adopt(snapshot);
    auto key = std::pair(action, std::string(name));
    const auto known = verdicts_.find(key);
    if (known != verdicts_.end() && holds(known->second, quiet)) return known->second.allowed;
    const bool told = known != verdicts_.end() && known->second.logged;
    // A cached refusal that is only outdated by the time has been logged before.
    auto verdict = decide(action, name, quiet || told);
    verdict.logged = !verdict.allowed && (verdict.logged || told);
    if (verdicts_.size() < verdicts_max || known != verdicts_.end())
        verdicts_[std::move(key)] = verdict;
    return verdict.allowed;
}

Authorizer::Verdict Authorizer::decide(Action action, std::string_view name, bool quiet) {
    const auto resource = resource_arn(snapshot_->cluster_arn, action, name);
    const policy::Request request{
        .principal_arn = caller_->principal_arn,
        .role_arn = caller_->role_arn,
        .account = snapshot_->account,
        .action = name_of(action),
        .resource = resource,
        .context = &context_,
    };
    const policy::Named session{"session policy", caller_->session_policy};
    const policy::Applicable applicable{
        .identity = identity_ ? &identity_->policies : nullptr,
        .boundary = identity_ && identity_->boundary ? &*identity_->boundary : nullptr,
        .session = caller_->session_policy ? &session : nullptr,
        .resource = nullptr,
    };
    const auto decision = policy::evaluate(request, applicable);
    if (!decision.allowed() && !quiet)
        log::warning(
            "auth",
            "denied {} {} on {}: {}",
            caller_->principal_arn,
            name_of(action),
            resource,
            decision.why
        );
    return {decision.allowed(), !decision.allowed() && !quiet, decision.momentary, now_};
}

}  // namespace atlas::broker
