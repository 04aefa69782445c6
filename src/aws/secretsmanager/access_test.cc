// SPDX-License-Identifier: Apache-2.0
// Who may read a secret: decided by its resource policy, the caller's policies and its KMS key.
#include <doctest/doctest.h>

#include "aws/kms/service.h"
#include "aws/models/kms/decrypt.h"
#include "aws/models/kms/encrypt.h"
#include "aws/models/secretsmanager/create_secret.h"
#include "aws/models/secretsmanager/get_secret_value.h"
#include "aws/models/secretsmanager/put_resource_policy.h"
#include "aws/models/secretsmanager/put_secret_value.h"
#include "aws/secretsmanager/service.h"
#include "aws/wire/testing/service_fixture.h"

namespace atlas::aws::secretsmanager {
namespace {

struct Vault {
    testing::ServiceFixture fixture;
    std::unique_ptr<Service> kms = kms::make_service(std::string(32, 'k'));
    std::unique_ptr<Service> service = make_service(std::string(32, 'k'));
    Vault() {
        fixture.start({kms.get(), service.get()});
        CreateSecretInput input;
        input.name = "gold";
        input.secret_string = "GOLD";
        REQUIRE(fixture.call<CreateSecret>(input).ok());
    }
    /// A role that may do everything with secrets except what the statement `denies` matches.
    Principal reader(const std::string& denies = "") {
        static int count = 0;
        auto statements =
            R"({"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"})" +
            (denies.empty() ? "" : R"(,{"Effect":"Deny","Resource":"*",)" + denies + "}");
        return fixture.role(
            "reader-" + std::to_string(++count),
            R"({"Version":"2012-10-17","Statement":[)" + statements + "]}"
        );
    }
    std::string get(const Principal& as, const std::string& stage = "") {
        GetSecretValueInput input;
        input.secret_id = "gold";
        if (!stage.empty()) input.version_stage = stage;
        auto got = fixture.call<GetSecretValue>(input, as);
        return got.ok() ? *got.value().secret_string
                        : got.error().code + ": " + got.error().message;
    }
};

const std::string no_kms = "AccessDeniedException: Access to KMS is not allowed";

}  // namespace

TEST_CASE("whoever may read a secret uses AWS's key through Secrets Manager, unless denied") {
    Vault vault;
    CHECK(vault.get(vault.reader()) == "GOLD");
    CHECK(vault.get(vault.fixture.administrator()) == "GOLD");
    CHECK(vault.get(vault.reader(R"("Action":"kms:*")")) == no_kms);
    CHECK(vault.get(vault.reader(R"("Action":"kms:Decrypt")")) == no_kms);
    CHECK(vault.get(vault.reader(R"("Action":"kms:Encrypt")")) == "GOLD");
}

TEST_CASE("a Deny on KMS sees the service, the key's alias and the encryption context") {
    Vault vault;
    auto denied_if = [&](const std::string& condition) {
        return vault.get(vault.reader(R"("Action":"kms:*","Condition":{)" + condition + "}")) ==
               no_kms;
    };
    CHECK(denied_if(R"("StringEquals":{"kms:ViaService":"secretsmanager.us-east-1.amazonaws.com"})")
    );
    CHECK_FALSE(denied_if(R"("StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"})"));
    CHECK(denied_if(R"("StringLike":{"kms:EncryptionContext:SecretARN":"*:secret:gold-*"})"));
    CHECK(denied_if(R"("ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":"SecretARN"})"));
    CHECK(denied_if(
        R"("ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/aws/secretsmanager"})"
    ));
    CHECK(denied_if(R"("Bool":{"aws:ViaAWSService":"true"})"));
    CHECK(denied_if(R"("StringEquals":{"aws:CalledViaFirst":"secretsmanager.amazonaws.com"})"));
}

TEST_CASE("a Deny on a version's stage holds, named or not") {
    Vault vault;
    const auto current =
        vault.reader(R"("Action":"secretsmanager:GetSecretValue",)"
                     R"("Condition":{"StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}})"
        );
    CHECK(vault.get(current).starts_with("AccessDenied"));
    CHECK(vault.get(current, "AWSCURRENT").starts_with("AccessDenied"));
    CHECK(vault.get(current, "AWSPREVIOUS").starts_with("ResourceNotFoundException"));
}

TEST_CASE("a secret's own Deny binds everybody, the account's root too") {
    Vault vault;
    PutResourcePolicyInput input;
    input.secret_id = "gold";
    input.resource_policy =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*",)"
        R"("Action":"secretsmanager:GetSecretValue","Resource":"*"}})";
    REQUIRE(vault.fixture.call<PutResourcePolicy>(input).ok());
    const auto root = vault.get(vault.fixture.administrator());
    CHECK(root.starts_with("AccessDeniedException: User: arn:aws:iam::000011112222:root is not"));
    CHECK(root.ends_with("with an explicit deny in a resource-based policy"));
    CHECK(vault.get(vault.reader()).starts_with("AccessDenied"));
}

TEST_CASE("a value is put by who may make a data key") {
    Vault vault;
    PutSecretValueInput input;
    input.secret_id = "gold";
    input.secret_string = "SILVER";
    CHECK_FALSE(vault.fixture
                    .call<PutSecretValue>(input, vault.reader(R"("Action":"kms:GenerateDataKey")"))
                    .ok());
    CHECK(vault.get(vault.reader()) == "GOLD");
    CHECK(vault.fixture.call<PutSecretValue>(input, vault.reader()).ok());
    CHECK(vault.get(vault.reader()) == "SILVER");
}

TEST_CASE("a default key answers nobody directly, not even root") {
    Vault vault;
    kms::EncryptInput input;
    input.key_id = "alias/aws/secretsmanager";
    input.plaintext.bytes = "text";
    const auto refused = vault.fixture.call<kms::Encrypt>(input);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "AccessDeniedException");
    CHECK(refused.error().message.ends_with(
        "because no resource-based policy allows the kms:Encrypt action"
    ));
}

}  // namespace atlas::aws::secretsmanager
