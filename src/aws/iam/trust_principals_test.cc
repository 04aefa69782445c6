// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/trust_principals.h"

#include <doctest/doctest.h>

#include "aws/iam/service.h"
#include "aws/models/iam/create_role.h"
#include "aws/models/iam/create_user.h"
#include "aws/models/iam/delete_user.h"
#include "aws/models/iam/get_role.h"
#include "aws/models/iam/get_user.h"
#include "aws/wire/testing/service_fixture.h"
#include "base/encoding.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::iam;

namespace {

const std::string ann = "arn:aws:iam::000011112222:user/ann";

std::string trust_in(const std::string& principal) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":)" +
           principal + R"(},"Action":"sts:AssumeRole"}})";
}

struct Account {
    Account() { fixture.start({iam.get()}); }
    std::string make_ann() {
        CreateUserInput user;
        user.user_name = "ann";
        return fixture.call<CreateUser>(user).value().user->user_id;
    }
    Answer<CreateRoleOutput> make_role(const std::string& principal) {
        CreateRoleInput role;
        role.role_name = "deploy";
        role.assume_role_policy_document = trust_in(principal);
        return fixture.call<CreateRole>(role);
    }
    std::string trust() {
        return iam->find_role("arn:aws:iam::000011112222:role/deploy")->trust_policy;
    }
    testing::ServiceFixture fixture;
    std::unique_ptr<IamService> iam = make_service(fixture.host.here, fixture.host.time);
};

}  // namespace

TEST_CASE("a trust policy names principals that are there") {
    Account account;
    const auto refused = account.make_role('"' + ann + '"');
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "MalformedPolicyDocument");
    CHECK(refused.error().message == R"(Invalid principal in policy: "AWS":")" + ann + '"');
    for (const auto* other :
         {R"("*")", R"("000011112222")", R"("arn:aws:iam::999999999999:user/else")"}) {
        CAPTURE(other);
        Account fresh;
        CHECK(fresh.make_role(other).ok());
    }
}

TEST_CASE("a trust in a user is none in a namesake that comes later") {
    Account account;
    const auto id = account.make_ann();
    REQUIRE(account.make_role(R"(["000011112222",")" + ann + R"("])").ok());
    CHECK(account.trust() == trust_in(R"(["000011112222",")" + ann + R"("])"));
    REQUIRE(account.fixture.call<DeleteUser>({"ann"}).ok());
    const auto bound = trust_in(R"(["000011112222",")" + id + R"("])");
    CHECK(account.trust() == bound);
    account.make_ann();
    CHECK(account.trust() == bound);
    const auto shown = account.fixture.call<GetRole>({"deploy"}).value().role;
    CHECK(shown.assume_role_policy_document == encode_percent(bound));
}
