// SPDX-License-Identifier: Apache-2.0
#include "aws/secretsmanager/service.h"

#include <doctest/doctest.h>

#include "aws/kms/service.h"
#include "aws/models/secretsmanager/create_secret.h"
#include "aws/models/secretsmanager/delete_secret.h"
#include "aws/models/secretsmanager/describe_secret.h"
#include "aws/models/secretsmanager/get_random_password.h"
#include "aws/models/secretsmanager/get_secret_value.h"
#include "aws/models/secretsmanager/put_resource_policy.h"
#include "aws/models/secretsmanager/put_secret_value.h"
#include "aws/models/secretsmanager/restore_secret.h"
#include "aws/wire/testing/service_fixture.h"

namespace atlas::aws::secretsmanager {
namespace {

struct Secrets {
    testing::ServiceFixture fixture;
    std::unique_ptr<Service> kms = kms::make_service(std::string(32, 'k'));
    std::unique_ptr<Service> service = make_service(std::string(32, 'k'));
    Secrets() { fixture.start({kms.get(), service.get()}); }

    std::string create(const std::string& name, const std::string& value) {
        CreateSecretInput input;
        input.name = name;
        if (!value.empty()) input.secret_string = value;
        auto made = fixture.call<CreateSecret>(input);
        REQUIRE(made.ok());
        return *made.value().arn;
    }
    Answer<GetSecretValueOutput> get(
        const std::string& id, const std::string& stage = "AWSCURRENT"
    ) {
        GetSecretValueInput input;
        input.secret_id = id;
        input.version_stage = stage;
        return fixture.call<GetSecretValue>(input);
    }
    Answer<PutSecretValueOutput> put(
        const std::string& id, const std::string& value, const std::string& token
    ) {
        PutSecretValueInput input;
        input.secret_id = id;
        input.secret_string = value;
        input.client_request_token = token;
        return fixture.call<PutSecretValue>(input);
    }
};

const std::string token_a(36, 'a');
const std::string token_b(36, 'b');

TEST_CASE("a value is read back by name, ARN and partial ARN, and lies sealed in the store") {
    Secrets secrets;
    auto arn = secrets.create("poc/keys", "open sesame");
    CHECK(arn.contains(":secret:poc/keys-"));
    for (const auto& id : {std::string("poc/keys"), arn, arn.substr(0, arn.size() - 7)}) {
        CHECK(secrets.get(id).value().secret_string == "open sesame");
    }
    for (const auto& [where, value] : secrets.fixture.store.rows)
        CHECK_FALSE(value.contains("sesame"));
    CHECK(secrets.get("none").error().code == "ResourceNotFoundException");
}

TEST_CASE("a new value becomes current and leaves the previous one its stage") {
    Secrets secrets;
    auto arn = secrets.create("s", "");
    CHECK(secrets.get(arn).error().code == "ResourceNotFoundException");
    REQUIRE(secrets.put(arn, "one", token_a).ok());
    REQUIRE(secrets.put(arn, "two", token_b).ok());
    CHECK(secrets.get(arn).value().secret_string == "two");
    CHECK(secrets.get(arn, "AWSPREVIOUS").value().secret_string == "one");
    CHECK(secrets.put(arn, "two", token_b).value().version_id == token_b);
    CHECK(secrets.put(arn, "three", token_b).error().code == "ResourceExistsException");
}

TEST_CASE("a deleted secret cannot be read, can be described, and frees its name when forced") {
    Secrets secrets;
    auto arn = secrets.create("s", "one");
    DeleteSecretInput planned;
    planned.secret_id = arn;
    REQUIRE(secrets.fixture.call<DeleteSecret>(planned).ok());
    CHECK(secrets.get(arn).error().code == "InvalidRequestException");
    CHECK(secrets.fixture.call<DescribeSecret>({arn}).value().deleted_date.has_value());
    planned.force_delete_without_recovery = true;
    REQUIRE(secrets.fixture.call<DeleteSecret>(planned).ok());
    CHECK(secrets.fixture.call<DescribeSecret>({arn}).error().code == "ResourceNotFoundException");
    secrets.create("s", "again");
}

TEST_CASE("a secret whose deletion date has passed is erased from the disk") {
    Secrets secrets;
    auto arn = secrets.create("poc/keys", "open sesame");
    auto kept = secrets.create("poc/other", "stay");
    DeleteSecretInput input;
    input.secret_id = arn;
    input.recovery_window_in_days = 7;
    REQUIRE(secrets.fixture.call<DeleteSecret>(input).ok());
    secrets.fixture.settle();
    auto rows = [](const testing::ServiceFixture& fixture) {
        int count = 0;
        for (const auto& [where, value] : fixture.store.rows)
            count += where.first == "secretsmanager.secret" ? 1 : 0;
        return count;
    };
    SUBCASE("while the region runs") {
        secrets.fixture.advance(std::chrono::days(7) - std::chrono::seconds(1));
        CHECK(rows(secrets.fixture) == 2);
        secrets.fixture.advance(std::chrono::seconds(2));
        CHECK(rows(secrets.fixture) == 1);
    }
    SUBCASE("by a region that was stopped then") {
        testing::ServiceFixture second;
        second.store.rows = secrets.fixture.store.rows;
        second.host.time.advance(std::chrono::days(8));
        auto service = make_service(std::string(32, 'k'));
        second.start({service.get()});
        CHECK(rows(second) == 1);
    }
    SUBCASE("but not when it was restored") {
        RestoreSecretInput restored;
        restored.secret_id = arn;
        REQUIRE(secrets.fixture.call<RestoreSecret>(restored).ok());
        secrets.fixture.advance(std::chrono::days(8));
        CHECK(rows(secrets.fixture) == 2);
        CHECK(secrets.get(arn).ok());
    }
}

TEST_CASE("a policy that lets anybody in is refused where BlockPublicPolicy asks for it") {
    Secrets secrets;
    auto arn = secrets.create("poc/keys", "open sesame");
    auto put = [&](const std::string& statement, bool block) {
        PutResourcePolicyInput input;
        input.secret_id = arn;
        input.resource_policy =
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*",)" +
            statement + "}]}";
        input.block_public_policy = block;
        auto answer = secrets.fixture.call<PutResourcePolicy>(input);
        return answer.ok() ? "ok" : answer.error().code;
    };
    const std::string anybody = R"("Action":"secretsmanager:*","Principal":"*")";
    CHECK(put(anybody, true) == "PublicPolicyException");
    CHECK(put(anybody, false) == "ok");
    CHECK(
        put(anybody + R"(,"Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}})", true) ==
        "PublicPolicyException"
    );
    CHECK(
        put(anybody + R"(,"Condition":{"StringEquals":{"aws:PrincipalAccount":"000011112222"}})",
            true) == "ok"
    );
    CHECK(
        put(R"("Action":"secretsmanager:GetSecretValue",)"
            R"("Principal":{"AWS":"arn:aws:iam::000011112222:root"})",
            true) == "ok"
    );
}

TEST_CASE("secrets are there after a restart") {
    Secrets secrets;
    secrets.create("s", "one");
    Secrets again;
    again.fixture.store.rows = secrets.fixture.store.rows;
    auto service = make_service(std::string(32, 'k'));
    auto kms = kms::make_service(std::string(32, 'k'));
    again.fixture.start({kms.get(), service.get()});
    CHECK(again.get("s").value().secret_string == "one");
}

TEST_CASE("a random password keeps to what was asked") {
    Secrets secrets;
    GetRandomPasswordInput input;
    input.password_length = 40;
    input.exclude_punctuation = true;
    input.exclude_characters = "abc";
    auto password = *secrets.fixture.call<GetRandomPassword>(input).value().random_password;
    CHECK(password.size() == 40);
    CHECK(password.find_first_of("abc!\"#") == std::string::npos);
    CHECK(password.find_first_of("0123456789") != std::string::npos);
    input.password_length = 2;
    CHECK(
        secrets.fixture.call<GetRandomPassword>(input).error().code == "InvalidParameterException"
    );
}

}  // namespace
}  // namespace atlas::aws::secretsmanager
