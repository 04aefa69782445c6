// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/wire/call.h"
#include "aws/wire/service.h"
#include "store/table.h"

namespace atlas::aws::secretsmanager {

inline constexpr const char* current_stage = "AWSCURRENT";
inline constexpr const char* previous_stage = "AWSPREVIOUS";

/// One value of a secret. What is kept is sealed (crypto/seal.h) with the region's data key, bound
/// to ARN and version.
struct VersionRow {
    std::string sealed;  // base64
    bool binary = false;
    std::vector<std::string> stages;  // none = deprecated
    Time created;
    static void fields(auto& self, auto&& field) {
        field("Sealed", self.sealed);
        field("Binary", self.binary);
        field("Stages", self.stages);
        field("Created", self.created);
    }
};

struct SecretRow {
    std::string arn;  // …:secret:NAME-<6 letters and digits>
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> kms_key_id;
    std::map<std::string, std::string> tags;
    std::map<std::string, VersionRow> versions;  // by version id
    std::string policy;                          // JSON, or empty
    Time created;
    Time changed;
    std::optional<Time> deleted;        // asked for then
    std::optional<Time> deletion_date;  // gone for good then
    static void fields(auto& self, auto&& field) {
        field("Arn", self.arn);
        field("Name", self.name);
        field("Description", self.description);
        field("KmsKeyId", self.kms_key_id);
        field("Tags", self.tags);
        field("Versions", self.versions);
        field("Policy", self.policy);
        field("Created", self.created);
        field("Changed", self.changed);
        field("Deleted", self.deleted);
        field("DeletionDate", self.deletion_date);
    }
};

/// All secrets, by ARN. Region thread only.
struct State {
    store::Table<SecretRow> secrets{"secretsmanager.secret"};
    std::string data_key;  // 32 bytes; constant after construction
    /// Called once a deletion date is on the disk.
    std::function<void()> deletion_planned = [] {};
};

/// By ARN, ARN without its random end, or name. ResourceNotFoundException; a secret that is
/// scheduled for deletion is found where `deleted_too`, else InvalidRequestException. A secret
/// whose date has passed is not there.
Answer<const SecretRow*> find_secret(
    const State& state, Call& call, const std::string& id, bool deleted_too = false
);
/// The secret that an id names, for authorization: its ARN, tags and policy.
std::vector<Resource> secret_resource(const State& state, Call& call, const std::string& id);

/// Whether the caller may use the secret's key for this version ("Decrypt", "GenerateDataKey"):
/// Secrets Manager asks KMS in his name. AccessDeniedException in AWS's words.
Answer<> use_key(
    Call& call, const SecretRow& row, const std::string& version, std::string_view operation
);

/// What a caller gives as a value: a string, bytes, or neither.
struct GivenValue {
    std::optional<std::string> text;
    std::optional<std::string> bytes;
    bool any() const { return text || bytes; }
};
/// A version made of it. InvalidParameterException for both or a value above 65,536 bytes.
Answer<VersionRow> seal_version(
    const State& state,
    Call& call,
    const std::string& arn,
    const std::string& version,
    const GivenValue& value
);
Answer<std::string> open_version(
    const State& state, const std::string& arn, const std::string& version, const VersionRow& row
);

/// Gives `stage` to one version and takes it from the others; AWSCURRENT leaves AWSPREVIOUS behind.
/// Versions without a stage beyond the newest hundred go.
void move_stage(SecretRow& row, const std::string& stage, const std::string& to_version);
/// The version that holds a stage, or "".
std::string version_with(const SecretRow& row, const std::string& stage);

AwsError invalid_parameter(const std::string& message);
AwsError invalid_request(const std::string& message);

}  // namespace atlas::aws::secretsmanager
