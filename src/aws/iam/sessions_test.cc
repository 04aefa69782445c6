// SPDX-License-Identifier: Apache-2.0
// Which temporary credentials are valid, and for how long. A session belongs to the role or user it
// was issued for, not to the name.
#include <doctest/doctest.h>

#include "aws/iam/service.h"
#include "aws/models/iam/create_access_key.h"
#include "aws/models/iam/create_role.h"
#include "aws/models/iam/create_user.h"
#include "aws/models/iam/delete_role.h"
#include "aws/models/iam/delete_role_policy.h"
#include "aws/models/iam/put_role_policy.h"
#include "aws/wire/authorize.h"
#include "aws/wire/testing/service_fixture.h"
#include "crypto/session_token.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::iam;
using namespace std::chrono_literals;

namespace {

const std::string trust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
                          R"({"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
const std::string everything =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";
const std::string key_id = "ASIATEST";

struct Account {
    Account() { fixture.start({iam.get()}); }
    /// The account after a restart with the same home, an hour later.
    explicit Account(const Account& former) {
        fixture.host.time = former.fixture.host.time;
        fixture.host.time.advance(1h);
        fixture.store.rows = former.fixture.store.rows;
        fixture.start({iam.get()});
    }
    std::string create_role(const std::string& name) {
        CreateRoleInput input;
        input.role_name = name;
        input.assume_role_policy_document = trust;
        auto made = fixture.call<CreateRole>(input);
        REQUIRE(made.ok());
        REQUIRE(fixture.call<PutRolePolicy>({name, "all", everything}).ok());
        return made.value().role.role_id;
    }
    void delete_role(const std::string& name) {
        REQUIRE(fixture.call<DeleteRolePolicy>({name, "all"}).ok());
        REQUIRE(fixture.call<DeleteRole>({name}).ok());
    }
    /// A token of a session of the role "task".
    std::string token(const std::string& principal_id) {
        crypto::Session session;
        session.access_key_id = key_id;
        session.secret_access_key = "secret";
        session.principal_arn = "arn:aws:sts::000011112222:assumed-role/task/one";
        session.role_arn = "arn:aws:iam::000011112222:role/task";
        session.session_name = "one";
        session.expiry = fixture.host.time.now() + 12h;
        session.principal_id = principal_id;
        if (!principal_id.empty()) session.issued = fixture.host.time.now();
        return crypto::seal_session(iam->region_key(), session, fixture.host.random());
    }
    bool takes(const std::string& sealed) { return iam->find_credentials(key_id, sealed).ok(); }
    /// Whether the session's policies let it do something.
    bool allows(const Principal& principal, const std::string& action = "ecs:ListClusters") {
        auto policies = iam->policies_of(principal);
        auto context = condition_context(
            principal, policies, {}, "us-east-1", fixture.host.time.now(), json::Value()
        );
        return authorize(principal, policies, context, action, {Resource{}}).ok();
    }
    testing::ServiceFixture fixture;
    std::unique_ptr<IamService> iam = make_service(fixture.host.here, fixture.host.time);
};

}  // namespace

TEST_CASE("a session dies with its role and does not come back with a namesake") {
    Account account;
    const auto token = account.token(account.create_role("task"));
    auto found = account.iam->find_credentials(key_id, token);
    REQUIRE(found.ok());
    const auto principal = found.value().principal;
    CHECK(account.allows(principal));
    account.delete_role("task");
    CHECK_FALSE(account.takes(token));
    account.create_role("task");
    CHECK_FALSE(account.takes(token));
    // A request that was authenticated before its role's deletion is authorized after it.
    CHECK_FALSE(account.allows(principal));
}

TEST_CASE("aws:userid of a session is its role's unique id with the session's name") {
    Account account;
    const auto id = account.create_role("task");
    const auto token = account.token(id);
    auto found = account.iam->find_credentials(key_id, token);
    REQUIRE(found.ok());
    CHECK(found.value().principal.user_id == id + ":one");
}

TEST_CASE("a token without an id is good for a role that is as old as it, until it expires") {
    Account before;
    before.create_role("task");
    const auto token = before.token("");
    CHECK_FALSE(before.takes(token));  // this region has written ids since its first start
    // The rows of a region that began without ids.
    for (auto& [where, value] : before.fixture.store.rows) {
        const auto at = value.find(R"(,"IdsSince")");
        if (where.first == "iam.region" && at != std::string::npos)
            value = value.substr(0, at) + "}";
    }
    Account after(before);
    CHECK(after.takes(token));
    Account later(after);
    CHECK(later.takes(token));
    later.delete_role("task");
    later.create_role("task");
    CHECK_FALSE(later.takes(token));
    CHECK(
        later.iam->export_identities()
            .roles.at("arn:aws:iam::000011112222:role/task")
            .takes_tokens_without_id == false
    );
}

TEST_CASE("AWSRevokeOlderSessions ends the sessions that are older") {
    Account account;
    const auto id = account.create_role("task");
    const auto token = account.token(id);
    auto old = account.iam->find_credentials(key_id, token).value().principal;
    const auto revoked = format_iso8601(account.fixture.host.time.now() + 1min);
    account.fixture.host.time.advance(2min);
    auto young = account.iam->find_credentials(key_id, account.token(id)).value().principal;
    REQUIRE(account.allows(old));
    const auto revoke =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],)"
        R"("Condition":{"DateLessThan":{"aws:TokenIssueTime":")" +
        revoked + R"("}}}]})";
    REQUIRE(account.fixture.call<PutRolePolicy>({"task", "AWSRevokeOlderSessions", revoke}).ok());
    CHECK_FALSE(account.allows(old));
    CHECK(account.allows(young));
}

TEST_CASE("session tags stand before the role's own") {
    Account account;
    account.create_role("task");
    auto principal =
        account.iam
            ->find_credentials(
                key_id,
                account.token(account.iam->find_role("arn:aws:iam::000011112222:role/task")->id)
            )
            .value()
            .principal;
    principal.session_tags = {{"Team", "red"}};
    const auto deny =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",)"
        R"("Condition":{"StringEquals":{"aws:PrincipalTag/Team":"red"}}}})";
    REQUIRE(account.fixture.call<PutRolePolicy>({"task", "deny", deny}).ok());
    CHECK_FALSE(account.allows(principal));
}
