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

/// One version of a secret. Its value is encrypted (crypto/seal.h) with the region's data key and
/// bound to the secret's ARN and the version id.
struct VersionRow {
    std::string sealed;               // base64
    bool binary = false;              // SecretBinary, otherwise SecretString
    std::vector<std::string> stages;  // staging labels; a version without any is deprecated
    Time created;
    static void fields(auto& self, auto&& field) {
        field("Sealed", self.sealed);
        field("Binary", self.binary);
        field("Stages", self.stages);
        field("Created", self.created);
    }
};

/// A stored secret.
struct SecretRow {
    std::string arn;  // …:secret:NAME-<6 random letters and digits>
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> kms_key_id;
    std::map<std::string, std::string> tags;
    std::map<std::string, VersionRow> versions;  // by version id
    std::string policy;                          // JSON, or empty
    Time created;
    Time changed;
    std::optional<Time> deleted;        // when DeleteSecret was called
    std::optional<Time> deletion_date;  // when the row is erased; both are set or neither is
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

/// All state of aws/secretsmanager, owned by the service. Region thread only.
struct State {
    store::Table<SecretRow> secrets{"secretsmanager.secret"};  // by ARN
    std::string data_key;                                      // 32 bytes; constant
    /// Called once a deletion date is on the disk.
    std::function<void()> deletion_planned = [] {};
};

/// Finds a secret by ARN, by ARN without its random suffix, or by name. ResourceNotFoundException
/// if there is none or if its deletion date has passed. InvalidRequestException for a secret that
/// is scheduled for deletion, unless `deleted_too`.
Answer<const SecretRow*> find_secret(
    const State& state, Call& call, const std::string& id, bool deleted_too = false
);
/// The secret as a resource for authorization, with its tags and policy. A name that does not exist
/// gets the ARN pattern NAME-??????.
std::vector<Resource> secret_resource(const State& state, Call& call, const std::string& id);

/// Whether the caller may use the secret's KMS key for this version. `operation` is "Decrypt" or
/// "GenerateDataKey"; Secrets Manager calls KMS with the caller's permissions.
/// AccessDeniedException with AWS's message.
Answer<> use_key(
    Call& call, const SecretRow& row, const std::string& version, std::string_view operation
);

/// The value in a request: SecretString, SecretBinary, or neither.
struct GivenValue {
    std::optional<std::string> text;
    std::optional<std::string> bytes;
    bool any() const { return text || bytes; }
};
/// Encrypts a value, which must be given, into a version without staging labels.
/// InvalidParameterException if both forms are given or the value has more than 65,536 bytes.
Answer<VersionRow> seal_version(
    const State& state,
    Call& call,
    const std::string& arn,
    const std::string& version,
    const GivenValue& value
);
/// Decrypts the value of a version. DecryptionFailure if the row was altered or moved.
Answer<std::string> open_version(
    const State& state, const std::string& arn, const std::string& version, const VersionRow& row
);

/// Moves a staging label to a version and away from its holder; an empty `to_version` removes it.
/// Moving AWSCURRENT gives AWSPREVIOUS to the former holder. Of the versions without labels only
/// the newest hundred remain.
void move_stage(SecretRow& row, const std::string& stage, const std::string& to_version);
/// The id of the version that has a staging label, or empty.
std::string version_with(const SecretRow& row, const std::string& stage);

AwsError invalid_parameter(const std::string& message);
AwsError invalid_request(const std::string& message);

}  // namespace atlas::aws::secretsmanager
