// SPDX-License-Identifier: Apache-2.0
// An operation is authorized against the very resource that it changes, also if the input leaves
// out the user's name or gives a path.
#include <doctest/doctest.h>

#include "aws/iam/service.h"
#include "aws/models/iam/create_access_key.h"
#include "aws/models/iam/create_policy.h"
#include "aws/models/iam/create_role.h"
#include "aws/models/iam/create_user.h"
#include "aws/models/iam/delete_access_key.h"
#include "aws/models/iam/delete_policy.h"
#include "aws/models/iam/get_service_linked_role_deletion_status.h"
#include "aws/models/iam/list_access_keys.h"
#include "aws/models/iam/update_access_key.h"
#include "aws/wire/testing/service_fixture.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::iam;

namespace {

const std::string account = "arn:aws:iam::000011112222:";

/// Allows everything except what the Deny statement covers.
std::string all_but(const std::string& action, const std::string& rest) {
    return R"({"Version":"2012-10-17","Statement":[)"
           R"({"Effect":"Allow","Action":"*","Resource":"*"},)"
           R"({"Effect":"Deny","Action":")" +
           action + R"(",)" + rest + "}]}";
}

/// An account with the users admin and ann, who is tagged Team=red and has one key.
struct Account {
    Account() {
        fixture.start({iam.get()});
        for (const auto* name : {"admin", "ann"}) {
            CreateUserInput input;
            input.user_name = name;
            if (input.user_name == "ann") input.tags.push_back({.key = "Team", .value = "red"});
            REQUIRE(fixture.call<CreateUser>(input).ok());
        }
    }
    std::string key_of(const std::string& user) {
        return fixture.call<CreateAccessKey>({user}).value().access_key.access_key_id;
    }
    Principal user(const std::string& name, const std::string& policy) {
        Principal principal;
        principal.kind = Principal::Kind::user;
        principal.account = "000011112222";
        principal.arn = account + "user/" + name;
        fixture.identities.allow(principal.arn, policy);
        return principal;
    }
    aws::testing::ServiceFixture fixture;
    std::unique_ptr<IamService> iam = make_service(fixture.host.here, fixture.host.time);
};

template <typename T>
std::string code_of(const Answer<T>& answer) {
    return answer.ok() ? "ok" : answer.error().code;
}

}  // namespace

TEST_CASE("a session that names no user reaches no user's keys") {
    Account all;
    auto& fixture = all.fixture;
    const auto key = all.key_of("admin");
    auto session =
        fixture.role("deployer", all_but("iam:*", R"("Resource":")" + account + R"(user/admin")"));
    DeleteAccessKeyInput erase;
    erase.access_key_id = key;
    UpdateAccessKeyInput update;
    update.access_key_id = key;
    update.status = "Inactive";
    auto erased = fixture.call<DeleteAccessKey>(erase, session);
    CHECK(code_of(erased) == "ValidationError");
    CHECK(erased.error().message == "Must specify userName when calling with non-User credentials");
    CHECK(code_of(fixture.call<UpdateAccessKey>(update, session)) == "ValidationError");
    CHECK(code_of(fixture.call<CreateAccessKey>({}, session)) == "ValidationError");
    CHECK(code_of(fixture.call<ListAccessKeys>({}, session)) == "ValidationError");
    CHECK(all.iam->find_credentials(key, "").ok());
    erase.user_name = "admin";
    CHECK(code_of(fixture.call<DeleteAccessKey>(erase, session)) == "AccessDenied");
    erase.user_name = "ann";
    CHECK(code_of(fixture.call<DeleteAccessKey>(erase, session)) == "NoSuchEntity");
}

TEST_CASE("without a name root means itself, and a user that user alone") {
    Account all;
    auto& fixture = all.fixture;
    const auto admins = all.key_of("admin");
    const auto anns = all.key_of("ann");
    DeleteAccessKeyInput input;
    input.access_key_id = admins;
    CHECK(code_of(fixture.call<DeleteAccessKey>(input)) == "NoSuchEntity");
    const auto ann = all.user("ann", all_but("iam:None", R"("Resource":"*")"));
    CHECK(code_of(fixture.call<DeleteAccessKey>(input, ann)) == "NoSuchEntity");
    input.access_key_id = anns;
    CHECK(code_of(fixture.call<DeleteAccessKey>(input, ann)) == "ok");
    CHECK(all.iam->find_credentials(admins, "").ok());
}

TEST_CASE("a user that is meant without its name has its tags as condition keys") {
    Account all;
    const std::string red =
        R"("Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/Team":"red"}})";
    const auto ann = all.user("ann", all_but("iam:CreateAccessKey", red));
    CHECK(code_of(all.fixture.call<CreateAccessKey>({"ann"}, ann)) == "AccessDenied");
    CHECK(code_of(all.fixture.call<CreateAccessKey>({}, ann)) == "AccessDenied");
}

TEST_CASE("a role and a user are authorized under the path that they get") {
    Account all;
    auto& fixture = all.fixture;
    auto deployer = fixture.role(
        "deployer", all_but("iam:Create*", R"("Resource":")" + account + R"(*/admins/*")")
    );
    CreateUserInput user;
    user.user_name = "eve";
    user.path = "/admins/";
    CHECK(code_of(fixture.call<CreateUser>(user, deployer)) == "AccessDenied");
    CreateRoleInput role;
    role.role_name = "eve";
    role.path = "/admins/";
    role.assume_role_policy_document = R"({"Version":"2012-10-17","Statement":[]})";
    CHECK(code_of(fixture.call<CreateRole>(role, deployer)) == "AccessDenied");
    role.path = "/others/";
    CHECK(code_of(fixture.call<CreateRole>(role, deployer)) == "ok");
}

TEST_CASE("a managed policy has its tags as condition keys") {
    Account all;
    auto& fixture = all.fixture;
    CreatePolicyInput policy;
    policy.policy_name = "kept";
    policy.policy_document = all_but("iam:None", R"("Resource":"*")");
    policy.tags.push_back({.key = "Team", .value = "red"});
    const auto arn = fixture.call<CreatePolicy>(policy).value().policy->arn.value();
    const std::string red =
        R"("Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/Team":"red"}})";
    auto deployer = fixture.role("deployer", all_but("iam:DeletePolicy", red));
    CHECK(code_of(fixture.call<DeletePolicy>({arn}, deployer)) == "AccessDenied");
    CHECK(code_of(fixture.call<DeletePolicy>({arn})) == "ok");
}

TEST_CASE("a deletion task is of the role whose path it names") {
    Account all;
    auto status = [&](const std::string& task) {
        return all.fixture.call<GetServiceLinkedRoleDeletionStatus>({task}).value().status;
    };
    CHECK(status("task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/1") == "FAILED");
    CHECK(status("task/elsewhere/AWSServiceRoleForECS/1") == "SUCCEEDED");
}
