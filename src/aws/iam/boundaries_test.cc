// SPDX-License-Identifier: Apache-2.0
// Permissions boundaries, of roles and of users.
#include <doctest/doctest.h>

#include "aws/iam/service.h"
#include "aws/models/iam/create_policy.h"
#include "aws/models/iam/create_user.h"
#include "aws/models/iam/delete_policy.h"
#include "aws/models/iam/delete_user_permissions_boundary.h"
#include "aws/models/iam/get_user.h"
#include "aws/models/iam/put_user_permissions_boundary.h"
#include "aws/models/iam/put_user_policy.h"
#include "aws/wire/authorize.h"
#include "aws/wire/testing/service_fixture.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::iam;

namespace {

const std::string boundary = "arn:aws:iam::000011112222:policy/only-ecs";

std::string allow(const std::string& action) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + action +
           R"(","Resource":"*"}})";
}

struct Ann {
    Ann() {
        fixture.start({iam.get()});
        CreatePolicyInput policy;
        policy.policy_name = "only-ecs";
        policy.policy_document = allow("ecs:*");
        REQUIRE(fixture.call<CreatePolicy>(policy).ok());
        CreateUserInput user;
        user.user_name = "ann";
        REQUIRE(fixture.call<CreateUser>(user).ok());
        REQUIRE(fixture.call<PutUserPolicy>({"ann", "all", allow("*")}).ok());
    }
    bool may(const std::string& action) {
        Principal ann;
        ann.kind = Principal::Kind::user;
        ann.account = "000011112222";
        ann.arn = "arn:aws:iam::000011112222:user/ann";
        auto policies = iam->policies_of(ann);
        auto context =
            condition_context(ann, policies, {}, "us-east-1", fixture.host.time.now(), {});
        return authorize(ann, policies, context, action, {Resource{}}).ok();
    }
    aws::testing::ServiceFixture fixture;
    std::unique_ptr<IamService> iam = make_service(fixture.host.here, fixture.host.time);
};

}  // namespace

TEST_CASE("a boundary that is put to a user bounds what its policies allow, until it is deleted") {
    Ann ann;
    CHECK(ann.may("ec2:DescribeVpcs"));
    REQUIRE(ann.fixture.call<PutUserPermissionsBoundary>({"ann", boundary}).ok());
    CHECK_FALSE(ann.may("ec2:DescribeVpcs"));
    CHECK(ann.may("ecs:ListClusters"));
    GetUserInput input;
    input.user_name = "ann";
    const auto shown = ann.fixture.call<GetUser>(input).value().user;
    REQUIRE(shown.permissions_boundary.has_value());
    CHECK(shown.permissions_boundary->permissions_boundary_arn == boundary);
    CHECK(ann.fixture.call<DeletePolicy>({boundary}).error().code == "DeleteConflict");
    REQUIRE(ann.fixture.call<DeleteUserPermissionsBoundary>({"ann"}).ok());
    CHECK(ann.may("ec2:DescribeVpcs"));
}

TEST_CASE("a boundary is a policy that is there, of a user that is there") {
    Ann ann;
    CHECK(
        ann.fixture.call<PutUserPermissionsBoundary>({"ann", boundary + "-not"}).error().code ==
        "NoSuchEntity"
    );
    CHECK(
        ann.fixture.call<PutUserPermissionsBoundary>({"bob", boundary}).error().code ==
        "NoSuchEntity"
    );
}
