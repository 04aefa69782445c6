// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/authorizer.h"

#include <array>
#include <cctype>

#include "base/log.h"

namespace atlas::broker {
namespace {

/// More answers than this are not remembered: a client that asks for ever new names costs time, not
/// memory.
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

std::string lower(std::string text) {
    for (char& letter : text)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return text;
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
    arn.replace(at + 1, of_cluster.size() - 2, kind);
    return arn.append("/").append(name);
}

void Authorizer::adopt(const SnapshotPtr& snapshot) {
    snapshot_ = snapshot;
    verdicts_.clear();
    context_ = {
        {"aws:sourceip", {caller_->source_ip}},
        {"aws:securetransport", {"true"}},
        {"aws:principalarn",
         {caller_->role_arn.empty() ? caller_->principal_arn : caller_->role_arn}},
        {"aws:principalaccount", {snapshot->account}},
    };
    for (const auto& [key, value] : snapshot->cluster_tags)
        context_["aws:resourcetag/" + lower(key)] = {value};
}

bool Authorizer::allows(
    const SnapshotPtr& snapshot, Action action, std::string_view name, bool quiet
) {
    if (!caller_) return true;
    if (snapshot != snapshot_) adopt(snapshot);
    auto key = std::pair(action, std::string(name));
    const auto known = verdicts_.find(key);
    if (known != verdicts_.end() && (quiet || known->second.allowed || known->second.logged))
        return known->second.allowed;
    const auto verdict = decide(action, name, quiet);
    if (verdicts_.size() < verdicts_max) verdicts_[std::move(key)] = verdict;
    return verdict.allowed;
}

Authorizer::Verdict Authorizer::decide(Action action, std::string_view name, bool quiet) {
    const Grants* grants = nullptr;
    if (!caller_->role_arn.empty()) {
        const auto role = snapshot_->roles.find(caller_->role_arn);
        if (role != snapshot_->roles.end()) grants = &role->second;
    } else {
        const auto key = snapshot_->access_keys.find(caller_->access_key_id);
        if (key != snapshot_->access_keys.end()) grants = &key->second.grants;
    }
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
        .identity = grants ? &grants->identity : nullptr,
        .boundary = grants && grants->boundary ? &*grants->boundary : nullptr,
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
    return {decision.allowed(), !decision.allowed() && !quiet};
}

}  // namespace atlas::broker
