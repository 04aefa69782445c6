// SPDX-License-Identifier: Apache-2.0
#include "aws/kms/service.h"

#include <doctest/doctest.h>

#include "aws/models/kms/decrypt.h"
#include "aws/models/kms/describe_key.h"
#include "aws/models/kms/encrypt.h"
#include "aws/models/kms/generate_data_key.h"
#include "aws/models/kms/get_key_policy.h"
#include "aws/models/kms/list_aliases.h"
#include "aws/wire/testing/service_fixture.h"
#include "policy/policy.h"

namespace atlas::aws::kms {
namespace {

struct Keys {
    testing::ServiceFixture fixture;
    /// The administrator through a service, since a default key can be used only through its own.
    Principal through(const std::string& service) {
        return through_service(fixture.administrator(), service + ".amazonaws.com");
    }
    std::unique_ptr<Service> service = make_service(std::string(32, 'k'));
    Keys() { fixture.start({service.get()}); }

    KeyMetadata describe(const std::string& id) {
        return *fixture.call<DescribeKey>({.key_id = id}).value().key_metadata;
    }
    std::string encrypt(const std::string& plain, const std::string& purpose) {
        EncryptInput input;
        input.key_id = "alias/aws/rds";
        input.plaintext.bytes = plain;
        input.encryption_context["purpose"] = purpose;
        return fixture.call<Encrypt>(input, through("rds")).value().ciphertext_blob->bytes;
    }
    Answer<DecryptOutput> decrypt(const std::string& ciphertext, const std::string& purpose) {
        DecryptInput input;
        input.ciphertext_blob = json::Blob{ciphertext};
        input.encryption_context["purpose"] = purpose;
        return fixture.call<Decrypt>(input, through("rds"));
    }
};

TEST_CASE("a default key is found by alias, id and both ARNs") {
    Keys keys;
    const auto key = keys.describe("alias/aws/kafka");
    CHECK(key.key_manager == "AWS");
    CHECK(key.key_state == "Enabled");
    CHECK(keys.describe(key.key_id).arn == key.arn);
    CHECK(keys.describe(*key.arn).key_id == key.key_id);
    const auto aliases = keys.fixture.call<ListAliases>({.key_id = key.key_id}).value();
    REQUIRE(aliases.aliases.size() == 1);
    CHECK(keys.describe(*aliases.aliases[0].alias_arn).key_id == key.key_id);
    auto missing = keys.fixture.call<DescribeKey>({.key_id = "alias/mine"});
    CHECK(missing.error().code == "NotFoundException");
}

TEST_CASE("keys stay the same after a restart") {
    Keys first;
    const auto id = first.describe("alias/aws/s3").key_id;
    const auto sealed = first.encrypt("text", "test");
    testing::ServiceFixture second;
    second.store.rows = first.fixture.store.rows;
    auto service = make_service(std::string(32, 'k'));
    second.start({service.get()});
    CHECK(second.call<DescribeKey>({.key_id = "alias/aws/s3"}).value().key_metadata->key_id == id);
    DecryptInput input;
    input.ciphertext_blob = json::Blob{sealed};
    input.encryption_context["purpose"] = "test";
    const auto through_rds = through_service(second.administrator(), "rds.amazonaws.com");
    CHECK(second.call<Decrypt>(input, through_rds).value().plaintext->bytes == "text");
}

TEST_CASE("a ciphertext opens under its own context only") {
    Keys keys;
    const auto sealed = keys.encrypt("hello", "greeting");
    CHECK_FALSE(sealed.contains("hello"));
    CHECK(keys.decrypt(sealed, "greeting").value().plaintext->bytes == "hello");
    CHECK(keys.decrypt(sealed, "other").error().code == "InvalidCiphertextException");
    CHECK(keys.decrypt("nonsense", "greeting").error().code == "InvalidCiphertextException");
    auto changed = sealed;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    CHECK(keys.decrypt(changed, "greeting").error().code == "InvalidCiphertextException");
}

TEST_CASE("a data key comes in plain and sealed") {
    Keys keys;
    GenerateDataKeyInput input;
    input.key_id = "alias/aws/s3";
    const auto s3 = keys.through("s3");
    CHECK(keys.fixture.call<GenerateDataKey>(input, s3).error().code == "ValidationException");
    input.key_spec = "AES_256";
    const auto made = keys.fixture.call<GenerateDataKey>(input, s3).value();
    CHECK(made.plaintext->bytes.size() == 32);
    DecryptInput open;
    open.ciphertext_blob = made.ciphertext_blob;
    CHECK(keys.fixture.call<Decrypt>(open, s3).value().plaintext == made.plaintext);
}

TEST_CASE("nobody uses a key without being allowed to") {
    Keys keys;
    const auto nobody = keys.fixture.role("nobody");
    DecryptInput input;
    input.ciphertext_blob = json::Blob{keys.encrypt("hello", "x")};
    input.encryption_context["purpose"] = "x";
    auto refused = keys.fixture.call<Decrypt>(input, nobody);
    CHECK(refused.error().code.starts_with("AccessDenied"));
    CHECK_FALSE(keys.fixture.call<DescribeKey>({.key_id = "alias/aws/s3"}, nobody).ok());
    const auto reader = keys.fixture.role(
        "reader",
        R"({"Version":"2012-10-17",)"
        R"("Statement":{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}})"
    );
    CHECK_FALSE(keys.fixture.call<Decrypt>(input, reader).ok());
    // The key is open to the account through its own service and closed through another.
    const auto rds = through_service(nobody, "rds.amazonaws.com");
    CHECK(keys.fixture.call<Decrypt>(input, rds).value().plaintext->bytes == "hello");
    const auto s3 = through_service(reader, "s3.amazonaws.com");
    CHECK_FALSE(keys.fixture.call<Decrypt>(input, s3).ok());
}

TEST_CASE("the policy of a key is a policy") {
    Keys keys;
    const auto policy = keys.fixture.call<GetKeyPolicy>({.key_id = "alias/aws/s3"}).value().policy;
    CHECK(policy::parse(*policy).ok());
}

}  // namespace
}  // namespace atlas::aws::kms
