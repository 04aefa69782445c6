// SPDX-License-Identifier: Apache-2.0
#include "aws/secretsmanager/state.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/seal.h"

namespace atlas::aws::secretsmanager {
namespace {

constexpr std::size_t value_bytes_max = 65'536;  // Secrets Manager's quota
constexpr std::size_t deprecated_max = 100;      // versions without staging labels that are kept

std::string without_random_end(const std::string& arn) {
    return arn.substr(0, arn.rfind('-'));
}

const SecretRow* find_any(const State& state, const std::string& id) {
    if (auto* exact = state.secrets.find(id)) return exact;
    for (const auto& [arn, row] : state.secrets) {
        if (row.name == id || without_random_end(arn) == id) return &row;
    }
    return nullptr;
}

/// Authenticated data: a value cannot be moved to another secret or version.
std::string seal_context(const std::string& arn, const std::string& version) {
    return arn + "/" + version;
}

void drop_deprecated(SecretRow& row) {
    std::vector<std::pair<Time, std::string>> deprecated;
    for (const auto& [id, version] : row.versions) {
        if (version.stages.empty()) deprecated.emplace_back(version.created, id);
    }
    std::ranges::sort(deprecated);
    for (std::size_t at = 0; at + deprecated_max < deprecated.size(); ++at)
        row.versions.erase(deprecated[at].second);
}

}  // namespace

AwsError invalid_parameter(const std::string& message) {
    return {"InvalidParameterException", message, 400, {}};
}
AwsError invalid_request(const std::string& message) {
    return {"InvalidRequestException", message, 400, {}};
}

Answer<const SecretRow*> find_secret(
    const State& state, Call& call, const std::string& id, bool deleted_too
) {
    auto* row = find_any(state, id);
    if (!row || (row->deletion_date && *row->deletion_date <= call.now())) {
        return AwsError{
            "ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400, {}
        };
    }
    if (row->deleted && !deleted_too) {
        return invalid_request(
            "You can't perform this operation on the secret because it was marked for deletion."
        );
    }
    return row;
}

std::vector<Resource> secret_resource(const State& state, Call& call, const std::string& id) {
    Resource resource;
    const auto by_name = call.place().arn("secretsmanager", "secret:" + id + "-??????");
    resource.arn = id.starts_with("arn:") ? id : by_name;
    resource.context["secretsmanager:secretid"] = {resource.arn};
    if (auto* row = find_any(state, id)) {
        resource.arn = row->arn;
        resource.context["secretsmanager:secretid"] = {row->arn};
        resource.policy = row->policy;
        resource.context["secretsmanager:secretprimaryregion"] = {call.place().region};
        resource.add_tags(row->tags, "secretsmanager");
    }
    return {resource};
}

Answer<> use_key(
    Call& call, const SecretRow& row, const std::string& version, std::string_view operation
) {
    json::Object context;
    context["SecretARN"] = row.arn;
    context["SecretVersionId"] = version;
    json::Object input;
    input["KeyId"] = row.kms_key_id.value_or("alias/aws/secretsmanager");
    input["EncryptionContext"] = std::move(context);
    auto caller = through_service(call.caller(), "secretsmanager.amazonaws.com");
    if (call.may_invoke(caller, "kms", operation, input)) return {};
    return AwsError{"AccessDeniedException", "Access to KMS is not allowed", 400, {}};
}

Answer<VersionRow> seal_version(
    const State& state,
    Call& call,
    const std::string& arn,
    const std::string& version,
    const GivenValue& value
) {
    if (value.text && value.bytes) {
        return invalid_parameter("You can't specify both SecretString and SecretBinary.");
    }
    const auto& plain = value.bytes ? *value.bytes : *value.text;
    if (plain.size() > value_bytes_max) {
        return invalid_parameter("The secret value must be at most 65536 bytes.");
    }
    VersionRow row;
    row.binary = value.bytes.has_value();
    row.created = call.now();
    row.sealed =
        encode_base64(crypto::seal(state.data_key, plain, seal_context(arn, version), call.random())
        );
    return row;
}

Answer<std::string> open_version(
    const State& state, const std::string& arn, const std::string& version, const VersionRow& row
) {
    auto sealed = decode_base64(row.sealed);
    auto plain = crypto::unseal(state.data_key, sealed.value_or(""), seal_context(arn, version));
    if (!plain)
        return AwsError{
            "DecryptionFailure", "Secrets Manager can't decrypt the protected secret text.", 400, {}
        };
    return std::move(plain).value();
}

std::string version_with(const SecretRow& row, const std::string& stage) {
    for (const auto& [id, version] : row.versions) {
        if (std::ranges::find(version.stages, stage) != version.stages.end()) return id;
    }
    return "";
}

void move_stage(SecretRow& row, const std::string& stage, const std::string& to_version) {
    auto from = version_with(row, stage);
    if (from == to_version) return;
    if (!from.empty()) std::erase(row.versions[from].stages, stage);
    auto to = row.versions.find(to_version);
    if (to != row.versions.end()) to->second.stages.push_back(stage);
    if (stage == current_stage && !from.empty()) move_stage(row, previous_stage, from);
    drop_deprecated(row);
}

}  // namespace atlas::aws::secretsmanager
