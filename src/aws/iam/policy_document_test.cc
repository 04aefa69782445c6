// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/policy_document.h"

#include <doctest/doctest.h>

using namespace atlas::aws;
using namespace atlas::aws::iam;

namespace {

std::string identity(const std::string& statement, const std::string& version = "2012-10-17") {
    auto checked = check_identity_policy(
        R"({"Version":")" + version + R"(","Statement":[)" + statement + "]}"
    );
    return checked.ok() ? "ok" : checked.error().message;
}

std::string trust(const std::string& statement) {
    auto checked =
        check_trust_policy(R"({"Version":"2012-10-17","Statement":[)" + statement + "]}");
    return checked.ok() ? "ok" : checked.error().code + ": " + checked.error().message;
}

std::string on(const std::string& action, const std::string& resource) {
    return identity(
        R"({"Effect":"Allow","Action":")" + action + R"(","Resource":")" + resource + R"("})"
    );
}

}  // namespace

TEST_CASE("what is no policy is refused in IAM's words") {
    CHECK(check_identity_policy("{").error().message == "Syntax errors in policy.");
    CHECK(check_identity_policy("[]").error().message == "Syntax errors in policy.");
    CHECK(check_identity_policy("{}").error().code == "MalformedPolicyDocument");
    CHECK(
        identity(R"({"Effect":"allow","Action":"*","Resource":"*"})") == "Syntax errors in policy."
    );
    CHECK(identity(R"({"Effect":"Allow","Resource":"*"})") == "Syntax errors in policy.");
    CHECK(
        identity(R"({"Effect":"Allow","Action":"*","Resource":"*"})", "2008-10-17") ==
        "Policy document must be version 2012-10-17 or greater."
    );
    CHECK(
        identity(R"({"Effect":"Allow","Action":"*","Resource":"*"})", "2012-10-18") ==
        "Syntax errors in policy."
    );
    CHECK(
        identity(R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})") ==
        "Policy document should not specify a principal."
    );
    CHECK(
        identity(R"({"Effect":"Allow","Action":"*"})") == "Policy statement must contain resources."
    );
    const std::string sid = R"({"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"})";
    CHECK(identity(sid) == "ok");
    CHECK(identity(sid + "," + sid) == "Statement IDs (SID) in a single policy must be unique.");
}

TEST_CASE("an action names its vendor, a resource is an ARN") {
    CHECK(on("ec2:*", "*") == "ok");
    CHECK(
        on("RunTask", "*") ==
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    );
    CHECK(on("ec2:a:b", "*") == "Actions/Condition can contain only one colon.");
    CHECK(on("e c2:a", "*") == "Vendor e c2 is not valid");
    CHECK(on("s3:*", "bucket") == R"(Resource bucket must be in ARN format or "*".)");
    CHECK(
        on("s3:*", "arn:azure:s3:::a") ==
        R"(Partition "azure" is not valid for resource "arn:azure:s3:::a".)"
    );
    CHECK(on("s3:*", "arn:aws:s3:::a/*") == "ok");
    CHECK(
        on("iam:*", "arn:aws:iam:us-east-1:1:role/a") ==
        "IAM resource arn:aws:iam:us-east-1:1:role/a cannot contain region information."
    );
}

TEST_CASE("a trust policy names principals and actions of sts, no resources") {
    CHECK(check_trust_policy("nonsense").error().message == "This policy contains invalid Json");
    const std::string who = R"("Principal":{"Service":"ecs-tasks.amazonaws.com"})";
    CHECK(trust(R"({"Effect":"Allow","Action":"sts:AssumeRole",)" + who + "}") == "ok");
    CHECK(
        trust(R"({"Effect":"Allow","Action":"sts:AssumeRole"})") ==
        "MalformedPolicyDocument: Missing required field Principal"
    );
    CHECK(
        trust(R"({"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*",)" + who + "}") ==
        "MalformedPolicyDocument: Has prohibited field Resource"
    );
    CHECK(
        trust(R"({"Effect":"Allow","Action":"iam:PassRole",)" + who + "}") ==
        "MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions."
    );
}

TEST_CASE("white space does not count towards a policy's size") {
    CHECK(policy_size("{ \"a\":\n 1 }") == 7);
    CHECK(policy_size("\"äöü€\"") == 6);  // characters, not bytes
    const auto padded = [](std::size_t size, char filler) {
        return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",)"
               R"("Principal":{"Service":"ecs-tasks.amazonaws.com"},"Condition":)"
               R"({"StringEquals":{"sts:ExternalId":")" +
               std::string(size, filler) + R"("}}}})";
    };
    CHECK(check_trust_policy(padded(2'048, ' ')).ok());
    CHECK(check_trust_policy(padded(2'048, 'a')).error().code == "LimitExceeded");
}
