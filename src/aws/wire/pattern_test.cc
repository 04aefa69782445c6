// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/pattern.h"

#include <chrono>
#include <set>

#include <doctest/doctest.h>

#include "aws/models/acm/service_model.h"
#include "aws/models/ecr/service_model.h"
#include "aws/models/sts/service_model.h"
#include "aws/wire/find_operation.h"
#include "aws/wire/rule_index.h"

using namespace atlas;
using namespace atlas::aws;

namespace {

/// The expression of a top-level string member of an operation's input.
std::string_view expression_of(
    const ServiceModel& service, std::string_view operation, std::string_view name
) {
    auto* found = find_operation(service, operation);
    REQUIRE(found != nullptr);
    for (const auto& member : found->input->members)
        if (member.name == name) return RuleIndex::generated().find(*member.shape)->expression;
    FAIL("no such member");
    return {};
}

}  // namespace

TEST_CASE("every expression of the models compiles") {
    std::set<std::string_view> expressions;
    for (const auto& of_service : all_shape_rules())
        for (const auto& rule : of_service)
            if (!rule.expression.empty()) expressions.insert(rule.expression);
    CHECK(expressions.size() > 30);
    for (auto expression : expressions)
        matches(expression, "x");  // aborts if the expression does not compile
}

TEST_CASE("a pattern binds the whole text") {
    auto session = expression_of(sts::service_model(), "AssumeRole", "RoleSessionName");
    CHECK(matches(session, "deploy-7@ci"));
    CHECK_FALSE(matches(session, "a/b"));
    CHECK_FALSE(matches(session, "a b"));
    CHECK_FALSE(matches(session, "a\n"));
}

TEST_CASE("classes of Unicode are those of code points, and broken UTF-8 matches nothing") {
    auto arn = expression_of(sts::service_model(), "AssumeRole", "RoleArn");
    CHECK(matches(arn, "arn:aws:iam::000011112222:role/x"));
    CHECK(matches(arn, "\xF0\x9F\x98\x80"));  // outside the Basic Multilingual Plane
    CHECK_FALSE(matches(arn, "\x01"));
    CHECK_FALSE(matches(arn, "\xFF"));
    CHECK(matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", "Größe 3"));
    CHECK_FALSE(matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", "a;b"));
}

TEST_CASE("a domain name's labels begin and end with a letter or digit") {
    auto name = expression_of(acm::service_model(), "RequestCertificate", "DomainName");
    CHECK(matches(name, "*.staging.atlas.test"));
    CHECK(matches(name, "a.b-c.de"));
    CHECK_FALSE(matches(name, "-a.de"));
    CHECK_FALSE(matches(name, "a-.de"));
    CHECK_FALSE(matches(name, "localhost"));
    CHECK_FALSE(matches(name, "a.d"));
}

TEST_CASE("a text made to be slow to match is matched in linear time") {
    auto name = expression_of(ecr::service_model(), "CreateRepository", "repositoryName");
    auto begun = std::chrono::steady_clock::now();
    CHECK_FALSE(matches(name, std::string(1'000'000, 'a') + "!"));
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
}
