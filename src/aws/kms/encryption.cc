// SPDX-License-Identifier: Apache-2.0
// Encrypt, Decrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext, GenerateRandom.
#include "aws/kms/state.h"
#include "aws/models/kms/decrypt.h"
#include "aws/models/kms/encrypt.h"
#include "aws/models/kms/generate_data_key.h"
#include "aws/models/kms/generate_data_key_without_plaintext.h"
#include "aws/models/kms/generate_random.h"
#include "crypto/digest.h"
#include "crypto/seal.h"

namespace atlas::aws::kms {
namespace {

// A ciphertext is `format`, the key's id, and the output of crypto::seal.
constexpr std::string_view format = "AKM1";
constexpr std::size_t id_bytes = 36;
constexpr std::size_t plain_bytes_max = 4096;  // KMS's limit for symmetric keys
constexpr const char* algorithm = "SYMMETRIC_DEFAULT";

/// Derived instead of stored, so that rows contain no secret and each key has its own material.
std::string material_of(const State& state, const KeyRow& key) {
    return crypto::hmac_sha256(state.data_key, "kms key " + key.id);
}

/// The authenticated data of a ciphertext: its key and the encryption context, sorted by name.
std::string bound_to(const KeyRow& key, const json::Map<std::string>& context) {
    json::Object pairs;
    for (const auto& [name, value] : context)
        pairs[name] = value;
    return "kms " + key.id + " " + json::serialize(pairs);
}

std::string encrypt_text(
    const State& state,
    Call& call,
    const KeyRow& key,
    const std::string& plain,
    const json::Map<std::string>& context
) {
    const auto sealed =
        crypto::seal(material_of(state, key), plain, bound_to(key, context), call.random());
    return std::string(format) + key.id + sealed;
}

AwsError validation(const std::string& message) {
    return {"ValidationException", message, 400, {}};
}

/// KMS gives no reason, so that a caller cannot learn what was wrong with a ciphertext.
AwsError invalid_ciphertext() {
    return {"InvalidCiphertextException", "", 400, {}};
}

const KeyRow* key_of_ciphertext(const State& state, const std::string& ciphertext) {
    if (!ciphertext.starts_with(format) || ciphertext.size() < format.size() + id_bytes)
        return nullptr;
    return state.keys.find(ciphertext.substr(format.size(), id_bytes));
}

Answer<EncryptOutput> encrypt(State& state, Call& call, const EncryptInput& input) {
    const auto* key = ATLAS_TRY(find_key(state, call, input.key_id));
    const auto& plain = input.plaintext.bytes;
    if (plain.empty() || plain.size() > plain_bytes_max)
        return validation("Plaintext must have a length between 1 and 4096.");
    EncryptOutput output;
    output.ciphertext_blob =
        json::Blob{encrypt_text(state, call, *key, plain, input.encryption_context)};
    output.key_id = key_arn(call, *key);
    output.encryption_algorithm = algorithm;
    return output;
}

Answer<DecryptOutput> decrypt(State& state, Call& call, const DecryptInput& input) {
    if (!input.ciphertext_blob) return validation("CiphertextBlob is missing.");
    const auto& ciphertext = input.ciphertext_blob->bytes;
    const auto* key = key_of_ciphertext(state, ciphertext);
    if (!key) return invalid_ciphertext();
    if (input.key_id) {
        const auto* given = ATLAS_TRY(find_key(state, call, *input.key_id));
        if (given != key)
            return AwsError{
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this "
                "operation.",
                400,
                {}
            };
    }
    auto plain = crypto::unseal(
        material_of(state, *key),
        std::string_view(ciphertext).substr(format.size() + id_bytes),
        bound_to(*key, input.encryption_context)
    );
    if (!plain) return invalid_ciphertext();
    DecryptOutput output;
    output.key_id = key_arn(call, *key);
    output.plaintext = json::Blob{std::move(plain).value()};
    output.encryption_algorithm = algorithm;
    return output;
}

/// The length of a data key, from exactly one of KeySpec and NumberOfBytes.
Answer<std::size_t> data_key_bytes(
    const std::optional<std::string>& spec, const std::optional<int>& bytes
) {
    if (spec.has_value() == bytes.has_value())
        return validation("Please specify either number of bytes or key spec.");
    if (spec && *spec == "AES_256") return 32uz;
    if (spec && *spec == "AES_128") return 16uz;
    if (spec) return validation("KeySpec must be AES_256 or AES_128.");
    if (*bytes < 1 || *bytes > 1024) return validation("NumberOfBytes must be between 1 and 1024.");
    return static_cast<std::size_t>(*bytes);
}

Answer<GenerateDataKeyOutput> generate_data_key(
    State& state, Call& call, const GenerateDataKeyInput& input
) {
    const auto* key = ATLAS_TRY(find_key(state, call, input.key_id));
    const auto bytes = ATLAS_TRY(data_key_bytes(input.key_spec, input.number_of_bytes));
    GenerateDataKeyOutput output;
    output.plaintext = json::Blob{call.random().bytes(bytes)};
    output.ciphertext_blob = json::Blob{
        encrypt_text(state, call, *key, output.plaintext->bytes, input.encryption_context)
    };
    output.key_id = key_arn(call, *key);
    return output;
}

Answer<GenerateDataKeyWithoutPlaintextOutput> generate_hidden_data_key(
    State& state, Call& call, const GenerateDataKeyWithoutPlaintextInput& input
) {
    const auto* key = ATLAS_TRY(find_key(state, call, input.key_id));
    const auto bytes = ATLAS_TRY(data_key_bytes(input.key_spec, input.number_of_bytes));
    GenerateDataKeyWithoutPlaintextOutput output;
    output.ciphertext_blob = json::Blob{
        encrypt_text(state, call, *key, call.random().bytes(bytes), input.encryption_context)
    };
    output.key_id = key_arn(call, *key);
    return output;
}

Answer<GenerateRandomOutput> generate_random(Call& call, const GenerateRandomInput& input) {
    const auto bytes = ATLAS_TRY(data_key_bytes(std::nullopt, input.number_of_bytes));
    GenerateRandomOutput output;
    output.plaintext = json::Blob{call.random().bytes(bytes)};
    return output;
}

/// The ciphertext contains the key's id, so KeyId is optional in Decrypt.
std::vector<Resource> decrypt_resource(State& state, Call& call, const DecryptInput& input) {
    const auto* key =
        input.ciphertext_blob ? key_of_ciphertext(state, input.ciphertext_blob->bytes) : nullptr;
    const auto& context = input.encryption_context;
    if (key) return key_resource(state, call, key->id, context);
    return key_resource(state, call, input.key_id.value_or("unknown"), context);
}

}  // namespace

std::vector<Operation> encryption_operations(State& state) {
    const auto named = by_key(state);
    return {
        operation<Encrypt>(on_state(state, encrypt), named),
        operation<Decrypt>(on_state(state, decrypt), on_state(state, decrypt_resource)),
        operation<GenerateDataKey>(on_state(state, generate_data_key), named),
        operation<GenerateDataKeyWithoutPlaintext>(
            on_state(state, generate_hidden_data_key), named
        ),
        operation<GenerateRandom>(generate_random),
    };
}

}  // namespace atlas::aws::kms
