// SPDX-License-Identifier: Apache-2.0
#include "aws/kms/state.h"

#include <array>

#include "base/letter_case.h"

namespace atlas::aws::kms {
namespace {

struct DefaultKey {
    std::string_view service;
    std::string_view protects;
};

constexpr std::array default_keys = {
    DefaultKey{"acm", "ACM private keys"},
    DefaultKey{"ebs", "EBS volumes"},
    DefaultKey{"ecr", "ECR data"},
    DefaultKey{"elasticache", "ElastiCache data"},
    DefaultKey{"kafka", "MSK clusters"},
    DefaultKey{"lambda", "Lambda environment variables"},
    DefaultKey{"rds", "RDS database volumes"},
    DefaultKey{"s3", "S3 objects"},
    DefaultKey{"secretsmanager", "Secret Manager secrets"},
    DefaultKey{"sns", "SNS data"},
    DefaultKey{"sqs", "SQS messages"},
    DefaultKey{"ssm", "SSM parameters"},
};

std::string arn_of(Call& call, const std::string& resource) {
    return call.place().arn("kms", resource);
}

/// `id` is a key id, "key/ID", an alias, or an ARN of one of them in this region.
const KeyRow* find_any(const State& state, Call& call, const std::string& id) {
    auto name = id;
    if (const auto prefix = arn_of(call, ""); name.starts_with(prefix))
        name.erase(0, prefix.size());
    if (name.starts_with("key/")) name.erase(0, 4);
    if (auto* exact = state.keys.find(name)) return exact;
    for (const auto& [key_id, key] : state.keys) {
        if (key.alias == name) return &key;
    }
    return nullptr;
}

}  // namespace

void seed(State& state, Call& call) {
    for (const auto& wanted : default_keys) {
        const auto alias = "alias/aws/" + std::string(wanted.service);
        if (find_any(state, call, alias)) continue;
        KeyRow key;
        key.id = call.random().uuid();
        key.alias = alias;
        key.description = "Default key that protects my " + std::string(wanted.protects) +
                          " when no other key is defined";
        key.created = call.now();
        state.keys.put(call.batch(), key.id, key);
    }
}

std::string key_arn(Call& call, const KeyRow& key) {
    return arn_of(call, "key/" + key.id);
}

std::string alias_arn(Call& call, const KeyRow& key) {
    return arn_of(call, key.alias);
}

Answer<const KeyRow*> find_key(const State& state, Call& call, const std::string& id) {
    if (auto* key = find_any(state, call, id)) return key;
    const bool alias = id.contains("alias/");
    const auto arn = id.starts_with("arn:") ? id : arn_of(call, (alias ? "" : "key/") + id);
    const auto what =
        alias ? "Alias " + arn + " is not found." : "Key '" + arn + "' does not exist";
    return AwsError{"NotFoundException", what, 400, {}};
}

std::vector<Resource> key_resource(
    const State& state,
    Call& call,
    const std::string& id,
    const json::Map<std::string>& encryption_context
) {
    Resource resource;
    resource.arn = id.starts_with("arn:") ? id : arn_of(call, "key/" + id);
    auto& context = resource.context;
    context["kms:calleraccount"] = {call.caller().account};
    if (id.contains("alias/")) context["kms:requestalias"] = {id.substr(id.find("alias/"))};
    for (const auto& [name, value] : encryption_context) {
        context["kms:encryptioncontext:" + lower_case(name)] = {value};
        context["kms:encryptioncontextkeys"].push_back(name);
    }
    if (auto* key = find_any(state, call, id)) {
        resource.arn = key_arn(call, *key);
        resource.policy = key_policy(call, *key);
        resource.policy_decides = true;
        context["kms:resourcealiases"] = {key->alias};
        context["kms:keyorigin"] = {"AWS_KMS"};
        context["kms:keyspec"] = {"SYMMETRIC_DEFAULT"};
        context["kms:keyusage"] = {"ENCRYPT_DECRYPT"};
        context["kms:multiregion"] = {"false"};
        context["kms:encryptionalgorithm"] = {"SYMMETRIC_DEFAULT"};
    }
    return {resource};
}

std::string key_policy(Call& call, const KeyRow& key) {
    const auto& place = call.place();
    const auto service = key.alias.substr(key.alias.rfind('/') + 1);
    json::Object through;
    through["kms:CallerAccount"] = place.account;
    through["kms:ViaService"] = service + "." + place.region + ".amazonaws.com";
    json::Object condition;
    condition["StringEquals"] = std::move(through);
    auto statement = [](const char* sid, const std::string& principal, json::Array actions) {
        json::Object made;
        made["Sid"] = sid;
        made["Effect"] = "Allow";
        json::Object who;
        who["AWS"] = principal;
        made["Principal"] = std::move(who);
        made["Action"] = std::move(actions);
        made["Resource"] = "*";
        return made;
    };
    auto use = statement(
        "Allow access through the service for all principals in the account",
        "*",
        {"kms:Encrypt",
         "kms:Decrypt",
         "kms:ReEncrypt*",
         "kms:GenerateDataKey*",
         "kms:CreateGrant",
         "kms:DescribeKey"}
    );
    use["Condition"] = std::move(condition);
    auto look = statement(
        "Allow direct access to key metadata to the account",
        place.global_arn("iam", "root"),
        {"kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"}
    );
    json::Object policy;
    policy["Version"] = "2012-10-17";
    policy["Id"] = "auto-" + service + "-1";
    policy["Statement"] = json::Array{std::move(use), std::move(look)};
    return json::serialize(policy);
}

}  // namespace atlas::aws::kms
