// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/models/sts/assume_role.h"
#include "aws/models/sts/get_caller_identity.h"
#include "aws/models/sts/get_session_token.h"
#include "aws/sts/service.h"
#include "aws/wire/testing/service_fixture.h"
#include "crypto/session_token.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::sts;

namespace {

const std::string role_arn = "arn:aws:iam::000011112222:role/task";

struct OneRole final : SessionSource {
    std::optional<Role> find_role(std::string_view arn) const override {
        if (arn != role_arn) return std::nullopt;
        return Role{role_arn, "AROATASK", trust, std::chrono::hours(2)};
    }
    const std::string& region_key() const override { return key; }
    std::string trust;
    std::string key = std::string(32, 'k');
};

std::string trust_of(const std::string& principal) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)" + principal +
           R"(,"Action":"sts:AssumeRole"}]})";
}

struct Sessions {
    Sessions() { fixture.start({sts.get()}); }
    Answer<AssumeRoleOutput> assume(const Principal& as, std::optional<int> seconds = {}) {
        AssumeRoleInput input;
        input.role_arn = role_arn;
        input.role_session_name = "task-1";
        input.duration_seconds = seconds;
        return fixture.call<AssumeRole>(input, as);
    }
    testing::ServiceFixture fixture;
    OneRole roles;
    std::unique_ptr<Service> sts = make_service(roles);
    Principal tasks = service_itself("000011112222", "ecs-tasks.amazonaws.com");
};

template <typename T>
std::string code_of(const Answer<T>& answer) {
    return answer.ok() ? "ok" : answer.error().code;
}

}  // namespace

TEST_CASE("everybody may ask who they are") {
    Sessions sessions;
    auto nobody = sessions.fixture.role("nobody");
    auto answer = sessions.fixture.call<GetCallerIdentity>({}, nobody);
    REQUIRE(answer.ok());
    CHECK(answer.value().arn == "arn:aws:sts::000011112222:assumed-role/nobody/test");
    CHECK(answer.value().account == "000011112222");
}

TEST_CASE("a service assumes a role that trusts it, and the token holds the session") {
    Sessions sessions;
    sessions.roles.trust = trust_of(R"({"Service":"ecs-tasks.amazonaws.com"})");
    auto answer = sessions.assume(sessions.tasks, 6 * 3600);
    REQUIRE(answer.ok());
    const auto& credentials = answer.value().credentials.value();
    auto session = crypto::open_session(sessions.roles.key, credentials.session_token);
    REQUIRE(session.ok());
    CHECK(session.value().access_key_id == credentials.access_key_id);
    CHECK(session.value().role_arn == role_arn);
    CHECK(session.value().principal_arn == "arn:aws:sts::000011112222:assumed-role/task/task-1");
    CHECK(session.value().expiry == credentials.expiration);
    CHECK(answer.value().assumed_role_user->assumed_role_id == "AROATASK:task-1");
}

TEST_CASE("a role that does not trust the caller, or is not there, is denied alike") {
    Sessions sessions;
    sessions.roles.trust = trust_of(R"({"Service":"lambda.amazonaws.com"})");
    CHECK(code_of(sessions.assume(sessions.tasks)) == "AccessDenied");
    AssumeRoleInput input;
    input.role_arn = "arn:aws:iam::000011112222:role/none";
    input.role_session_name = "ab";
    CHECK(code_of(sessions.fixture.call<AssumeRole>(input)) == "AccessDenied");
}

TEST_CASE("a trust in the whole account leaves it to the caller's policies") {
    Sessions sessions;
    sessions.roles.trust = trust_of(R"({"AWS":"arn:aws:iam::000011112222:root"})");
    CHECK(code_of(sessions.assume(sessions.fixture.role("plain"))) == "AccessDenied");
    auto allowed = sessions.fixture.role(
        "allowed",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",)"
        R"("Resource":"*"}]})"
    );
    CHECK(code_of(sessions.assume(allowed)) == "ok");
    CHECK(code_of(sessions.assume(allowed, 7200)) == "ValidationError");  // role chaining
}

TEST_CASE("a trust in one principal is enough") {
    Sessions sessions;
    auto plain = sessions.fixture.role("plain");
    sessions.roles.trust = trust_of(R"({"AWS":")" + plain.role_arn + R"("})");
    CHECK(code_of(sessions.assume(plain)) == "ok");
}

TEST_CASE("a session of the administrator is made of a long-term key only") {
    Sessions sessions;
    CHECK(code_of(sessions.fixture.call<GetSessionToken>({})) == "ok");
    CHECK(
        code_of(sessions.fixture.call<GetSessionToken>({}, sessions.fixture.role("r"))) ==
        "AccessDenied"
    );
}

TEST_CASE("a session lives as long as was asked for, root's an hour at most") {
    Sessions sessions;
    sessions.roles.trust = trust_of(R"({"Service":"ecs-tasks.amazonaws.com"})");
    const auto now = sessions.fixture.host.time.now();
    auto role = sessions.assume(sessions.tasks, 900);
    REQUIRE(role.ok());
    CHECK(role.value().credentials.value().expiration == now + std::chrono::seconds(900));
    GetSessionTokenInput input;
    auto life = [&](const Principal& as) {
        auto answer = sessions.fixture.call<GetSessionToken>(input, as);
        REQUIRE(answer.ok());
        return answer.value().credentials.value().expiration - now;
    };
    Principal user = sessions.fixture.administrator();
    user.kind = Principal::Kind::user;
    const auto root = sessions.fixture.administrator();
    CHECK(life(user) == std::chrono::hours(12));
    CHECK(life(root) == std::chrono::hours(1));
    input.duration_seconds = 7200;
    CHECK(life(user) == std::chrono::hours(2));
    CHECK(life(root) == std::chrono::hours(1));
    input.duration_seconds = 1800;
    CHECK(life(root) == std::chrono::minutes(30));
}

TEST_CASE("a transitive tag is one of the session's, and marked in it") {
    Sessions sessions;
    auto caller = sessions.fixture.role("plain");
    sessions.roles.trust =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
        caller.role_arn + R"("},"Action":["sts:AssumeRole","sts:TagSession"]}]})";
    AssumeRoleInput input;
    input.role_arn = role_arn;
    input.role_session_name = "task-1";
    input.tags = std::vector<Tag>{{"Team", "red"}, {"Stage", "dev"}};
    input.transitive_tag_keys = std::vector<std::string>{"Team"};
    auto made = sessions.fixture.call<AssumeRole>(input, caller);
    REQUIRE(made.ok());
    const auto token = made.value().credentials.value().session_token;
    const auto session = crypto::open_session(sessions.roles.key, token).value();
    CHECK(session.tags.size() == 2);
    CHECK(session.transitive_tags == std::vector<std::string>{"Team"});
    input.transitive_tag_keys = std::vector<std::string>{"Other"};
    CHECK(code_of(sessions.fixture.call<AssumeRole>(input, caller)) == "ValidationError");
}
