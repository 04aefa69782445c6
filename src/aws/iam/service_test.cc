// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/iam/service.h"
#include "aws/models/iam/attach_role_policy.h"
#include "aws/models/iam/create_access_key.h"
#include "aws/models/iam/create_policy.h"
#include "aws/models/iam/create_policy_version.h"
#include "aws/models/iam/create_role.h"
#include "aws/models/iam/create_service_linked_role.h"
#include "aws/models/iam/create_user.h"
#include "aws/models/iam/delete_access_key.h"
#include "aws/models/iam/delete_role.h"
#include "aws/models/iam/delete_role_policy.h"
#include "aws/models/iam/detach_role_policy.h"
#include "aws/models/iam/get_role.h"
#include "aws/models/iam/get_role_policy.h"
#include "aws/models/iam/list_attached_role_policies.h"
#include "aws/models/iam/list_policies.h"
#include "aws/models/iam/list_roles.h"
#include "aws/models/iam/put_role_policy.h"
#include "aws/models/iam/update_assume_role_policy.h"
#include "aws/wire/testing/service_fixture.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::iam;

namespace {

const std::string trust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
                          R"({"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
const std::string read_logs =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Get*",)"
    R"("Resource":"*"}]})";

struct Account {
    Account() { fixture.start({iam.get()}); }
    Answer<CreateRoleOutput> create(const std::string& name) {
        CreateRoleInput input;
        input.role_name = name;
        input.assume_role_policy_document = trust;
        return fixture.call<CreateRole>(input);
    }
    testing::ServiceFixture fixture;
    std::unique_ptr<IamService> iam = make_service(fixture.host.here, fixture.host.time);
};

template <typename T>
std::string code_of(const Answer<T>& answer) {
    return answer.ok() ? "ok" : answer.error().code;
}

}  // namespace

TEST_CASE("a role is created, read back and deleted when nothing hangs on it") {
    Account account;
    auto made = account.create("task");
    REQUIRE(made.ok());
    CHECK(made.value().role.arn == "arn:aws:iam::000011112222:role/task");
    CHECK(made.value().role.role_id.starts_with("AROA"));
    CHECK(made.value().role.assume_role_policy_document->starts_with("%7B%22Version%22"));
    CHECK(code_of(account.create("task")) == "EntityAlreadyExists");

    auto& fixture = account.fixture;
    REQUIRE(fixture.call<PutRolePolicy>({"task", "logs", read_logs}).ok());
    CHECK(
        fixture.call<GetRolePolicy>({"task", "logs"}).value().policy_document.contains("logs%3AGet")
    );
    CHECK(code_of(fixture.call<DeleteRole>({"task"})) == "DeleteConflict");
    REQUIRE(fixture.call<DeleteRolePolicy>({"task", "logs"}).ok());
    CHECK(fixture.call<DeleteRole>({"task"}).ok());
    auto gone = fixture.call<GetRole>({"task"});
    CHECK(code_of(gone) == "NoSuchEntity");
    CHECK(gone.error().http_status == 404);
}

TEST_CASE("documents that are no policies of their kind are refused") {
    Account account;
    CreateRoleInput input;
    input.role_name = "r";
    input.assume_role_policy_document = read_logs;
    CHECK(code_of(account.fixture.call<CreateRole>(input)) == "MalformedPolicyDocument");
    REQUIRE(account.create("task").ok());
    CHECK(
        code_of(account.fixture.call<PutRolePolicy>({"task", "p", trust})) ==
        "MalformedPolicyDocument"
    );
    CHECK(
        code_of(account.fixture.call<PutRolePolicy>({"task", "p", "{"})) ==
        "MalformedPolicyDocument"
    );
}

TEST_CASE("a managed policy has at most five versions") {
    Account account;
    CreatePolicyInput input;
    input.policy_name = "logs";
    input.policy_document = read_logs;
    auto made = account.fixture.call<CreatePolicy>(input);
    REQUIRE(made.ok());
    auto arn = made.value().policy->arn.value();
    for (int version = 2; version <= 5; ++version)
        REQUIRE(account.fixture.call<CreatePolicyVersion>({arn, read_logs, true}).ok());
    CHECK(
        code_of(account.fixture.call<CreatePolicyVersion>({arn, read_logs, true})) ==
        "LimitExceeded"
    );
    CHECK(code_of(account.fixture.call<CreatePolicy>(input)) == "EntityAlreadyExists");
}

TEST_CASE("an attached policy is listed, and gone when detached") {
    Account account;
    REQUIRE(account.create("task").ok());
    const std::string arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
    REQUIRE(account.fixture.call<AttachRolePolicy>({"task", arn}).ok());
    REQUIRE(account.fixture.call<AttachRolePolicy>({"task", arn}).ok());
    auto listed = account.fixture.call<ListAttachedRolePolicies>({"task"});
    REQUIRE(listed.value().attached_policies.size() == 1);
    CHECK(listed.value().attached_policies[0].policy_name == "AmazonECSTaskExecutionRolePolicy");
    CHECK(
        code_of(account.fixture.call<AttachRolePolicy>({"task", "arn:aws:iam::aws:policy/No"})) ==
        "NoSuchEntity"
    );
    REQUIRE(account.fixture.call<DetachRolePolicy>({"task", arn}).ok());
    CHECK(code_of(account.fixture.call<DetachRolePolicy>({"task", arn})) == "NoSuchEntity");
}

TEST_CASE("the region's roles are there and AWS's own to change") {
    Account account;
    auto role = account.fixture.call<GetRole>({"AWSServiceRoleForECS"});
    REQUIRE(role.ok());
    CHECK(role.value().role.path == "/aws-service-role/ecs.amazonaws.com/");
    CHECK(
        code_of(account.fixture.call<DeleteRole>({"AWSServiceRoleForECS"})) == "UnmodifiableEntity"
    );
    CreateServiceLinkedRoleInput input;
    input.aws_service_name = "ecs.amazonaws.com";
    CHECK(code_of(account.fixture.call<CreateServiceLinkedRole>(input)) == "InvalidInput");
    auto principal = service_principal("000011112222", "ecs.amazonaws.com", "AWSServiceRoleForECS");
    CHECK(account.iam->policies_of(principal).identity.size() == 1);
}

TEST_CASE("a key verifies at once and no longer once deleted") {
    Account account;
    auto& fixture = account.fixture;
    CreateUserInput user;
    user.user_name = "ann";
    REQUIRE(fixture.call<CreateUser>(user).ok());
    auto made = fixture.call<CreateAccessKey>({"ann"});
    REQUIRE(made.ok());
    const auto& key = made.value().access_key;
    auto found = account.iam->find_credentials(key.access_key_id, "");
    REQUIRE(found.ok());
    CHECK(found.value().secret_access_key == key.secret_access_key);
    CHECK(found.value().principal.arn == "arn:aws:iam::000011112222:user/ann");
    REQUIRE(fixture.call<DeleteAccessKey>({"ann", key.access_key_id}).ok());
    CHECK(code_of(account.iam->find_credentials(key.access_key_id, "")) == "InvalidClientTokenId");
}

TEST_CASE("what is exported of a role and a user is what conditions ask of them") {
    Account account;
    auto& fixture = account.fixture;
    CreateRoleInput role;
    role.role_name = "task";
    role.assume_role_policy_document = trust;
    role.tags.push_back({.key = "Team", .value = "red"});
    auto made_role = fixture.call<CreateRole>(role);
    REQUIRE(made_role.ok());
    REQUIRE(fixture.call<PutRolePolicy>({"task", "logs", read_logs}).ok());
    CreateUserInput user;
    user.user_name = "ann";
    user.tags.push_back({.key = "Team", .value = "blue"});
    auto made_user = fixture.call<CreateUser>(user);
    REQUIRE(made_user.ok());
    auto key = fixture.call<CreateAccessKey>({"ann"});
    REQUIRE(key.ok());

    const auto exported = account.iam->export_identities();
    const auto& task = exported.roles.at("arn:aws:iam::000011112222:role/task");
    CHECK(task.id == made_role.value().role.role_id);
    CHECK(task.tags == std::map<std::string, std::string>{{"Team", "red"}});
    CHECK(task.policies.contains("logs"));
    REQUIRE(exported.keys.size() == 2);
    for (const auto& one : exported.keys) {
        const bool anns = one.id == key.value().access_key.access_key_id;
        CHECK(one.owner.id == (anns ? made_user.value().user->user_id : "000011112222"));
        CHECK(one.owner.tags.size() == (anns ? 1 : 0));
    }
}

TEST_CASE("lists are paged") {
    Account account;
    for (char letter = 'a'; letter <= 'e'; ++letter)
        REQUIRE(account.create(std::string("role-") + letter).ok());
    std::vector<std::string> names;
    ListRolesInput input;
    input.max_items = 3;
    while (true) {
        auto page = account.fixture.call<ListRoles>(input).value();
        for (const auto& role : page.roles)
            names.push_back(role.role_name);
        if (!page.is_truncated.value()) break;
        input.marker = page.marker;
    }
    CHECK(names.size() == 8);  // including the three that the region created
}

TEST_CASE("a restart finds the same key, roles and region key") {
    Account account;
    REQUIRE(account.create("task").ok());
    Account again;
    testing::ServiceFixture second;
    auto iam = make_service(second.host.here, second.host.time);
    second.store.rows = account.fixture.store.rows;
    second.start({iam.get()});
    CHECK(iam->administrator_key().access_key_id == account.iam->administrator_key().access_key_id);
    CHECK(iam->region_key() == account.iam->region_key());
    CHECK(iam->find_role("arn:aws:iam::000011112222:role/task").has_value());
    CHECK(iam->export_identities().roles.size() == 4);
}

TEST_CASE("changes are told once they are on the disk") {
    testing::ServiceFixture fixture;
    auto iam = make_service(fixture.host.here, fixture.host.time);
    int told = 0;
    iam->on_changed([&] { ++told; });
    fixture.start({iam.get()});
    CreateUserInput user;
    user.user_name = "ann";
    REQUIRE(fixture.call<CreateUser>(user).ok());
    fixture.settle();
    CHECK(told == 1);
    (void)fixture.call<ListRoles>({});
    fixture.settle();
    CHECK(told == 1);
}
