// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/policy_findings.h"

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::aws;

namespace {

std::vector<std::string> findings(
    const std::string& effect, const std::string& action, const std::string& condition
) {
    auto document = policy::parse(
        R"({"Version":"2012-10-17","Statement":{"Effect":")" + effect + R"(","Action":")" + action +
        R"(","Resource":"*","Condition":{)" + condition + "}}}"
    );
    REQUIRE(document.ok());
    return policy_findings(*document.value());
}

}  // namespace

TEST_CASE("a policy whose keys this region supplies has no findings") {
    CHECK(findings("Deny", "ecs:RunTask", R"("ArnNotEquals":{"ecs:cluster":"x"})").empty());
    CHECK(findings("Deny", "*", R"("NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"})").empty());
    CHECK(findings("Deny", "kms:*", R"("StringEquals":{"kms:EncryptionContext:a":"b"})").empty());
    // Services that this region does not have give no findings.
    CHECK(findings("Deny", "s3:*", R"("StringEquals":{"s3:prefix":"b"})").empty());
}

TEST_CASE("a key that the region does not supply is named with its action") {
    const auto found =
        findings("Deny", "ec2:ModifyVpcAttribute", R"("StringEquals":{"ec2:Attribute":"x"})");
    REQUIRE(found.size() == 1);
    CHECK(
        found[0] ==
        "statement 1: this region does not know the condition key ec2:attribute of "
        "ec2:ModifyVpcAttribute: the statement denies, whatever its value"
    );
}

TEST_CASE("a key that no action of the statement has is named") {
    CHECK(
        findings("Deny", "ecs:RunTask", R"("StringEquals":{"kms:ViaService":"x"})").at(0) ==
        "statement 1: no action of the statement has the condition key kms:viaservice"
    );
    CHECK(
        findings("Deny", "ecs:RunTask", R"("StringEquals":{"ecs:clustre":"x"})").at(0) ==
        "statement 1: AWS's reference knows no condition key ecs:clustre"
    );
}
