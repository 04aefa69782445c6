// SPDX-License-Identifier: Apache-2.0
// What AWS refuses to change of a service-linked role, and what it lets its account change.
#include <algorithm>

#include <doctest/doctest.h>

#include "aws/iam/service.h"
#include "aws/models/access.h"
#include "aws/wire/testing/service_fixture.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::iam;

namespace {

constexpr std::string_view inputs =
    R"({"RoleName":"AWSServiceRoleForECS","PolicyName":"p","PolicyDocument":)"
    R"("{\"Version\":\"2012-10-17\",\"Statement\":[]}",)"
    R"("PolicyArn":"arn:aws:iam::aws:policy/AdministratorAccess",)"
    R"("PermissionsBoundary":"arn:aws:iam::aws:policy/AdministratorAccess",)"
    R"("MaxSessionDuration":7200,"Description":"ours","Tags":[{"Key":"a","Value":"1"}],)"
    R"("TagKeys":["a"],"AssumeRolePolicyDocument":)"
    R"("{\"Version\":\"2012-10-17\",\"Statement\":[]}"})";

bool has_role_name(const OperationModel& operation) {
    return operation.input && std::ranges::any_of(operation.input->members, [](const auto& one) {
               return std::string_view(one.name) == "RoleName";
           });
}

/// Runs an operation with those of the inputs that its model has, without the member `without`.
std::string code_of(
    testing::ServiceFixture& fixture, const OperationModel& operation, std::string_view without = ""
) {
    auto given = json::parse(inputs).value();
    json::Object input;
    for (const auto& member : operation.input->members) {
        auto* value = given.find(member.name);
        if (value && member.name != without) input[member.name] = *value;
    }
    std::string code = "none";
    fixture.host.perform_value(
        fixture.administrator(),
        "iam",
        operation.name,
        json::Value(input),
        [&](auto got) { code = got.ok() ? "ok" : got.error().code; }
    );
    fixture.settle();
    return code;
}

}  // namespace

TEST_CASE("every change of a role is refused for a service-linked one, unless AWS allows it") {
    const std::map<std::string_view, std::string> otherwise{
        {"CreateRole", "EntityAlreadyExists"},
        {"DeleteServiceLinkedRole", "ok"},
        {"TagRole", "ok"},
        {"UntagRole", "ok"},
        {"UpdateRoleDescription", "ok"},
    };
    testing::ServiceFixture fixture;
    auto iam = make_service(fixture.host.here, fixture.host.time);
    fixture.start({iam.get()});
    int refused = 0;
    for (const auto& operation : iam->model().operations) {
        const auto* access = find_access("iam:" + std::string(operation.name));
        if (!access || !access->changes() || !has_role_name(operation)) continue;
        CAPTURE(operation.name);
        auto other = otherwise.find(operation.name);
        const auto expected = other == otherwise.end() ? "UnmodifiableEntity" : other->second;
        CHECK(code_of(fixture, operation) == expected);
        refused += expected == "UnmodifiableEntity" ? 1 : 0;
        if (operation.name == "UpdateRole")
            CHECK(code_of(fixture, operation, "MaxSessionDuration") == "ok");
    }
    CHECK(refused == 9);
}
