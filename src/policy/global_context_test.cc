// SPDX-License-Identifier: Apache-2.0
#include "policy/global_context.h"

#include <doctest/doctest.h>

namespace atlas::policy {
namespace {

const Time noon = parse_iso8601("2026-11-22T12:00:00.9Z").value();

/// One line per key with its values, sorted by key.
std::string text_of(const Context& context) {
    std::string text;
    for (const auto& [key, values] : context) {
        text += key + " =";
        for (const auto& value : values)
            text += " " + value;
        text += "\n";
    }
    return text;
}

TEST_CASE("a user's context") {
    const std::map<std::string, std::string> tags{{"Team", "Red"}};
    const Principal ada{
        Principal::Kind::user, "arn:aws:iam::1:user/team/ada", "", "1", "AIDA1", &tags
    };
    CHECK(
        text_of(global_context(ada, "us-east-1", noon)) ==
        "aws:currenttime = 2026-11-22T12:00:00Z\n"
        "aws:epochtime = 1795348800\n"
        "aws:principalaccount = 1\n"
        "aws:principalarn = arn:aws:iam::1:user/team/ada\n"
        "aws:principalisawsservice = false\n"
        "aws:principaltag/team = Red\n"
        "aws:principaltype = User\n"
        "aws:requestedregion = us-east-1\n"
        "aws:securetransport = true\n"
        "aws:userid = AIDA1\n"
        "aws:username = ada\n"
        "aws:viaawsservice = false\n"
    );
}

TEST_CASE("a session's principal is its role, and it has no user name") {
    const Principal session{
        Principal::Kind::role_session,
        "arn:aws:sts::1:assumed-role/writer/one",
        "arn:aws:iam::1:role/writer",
        "1",
        "AROA1:one",
        nullptr
    };
    const auto context = global_context(session, "us-east-1", noon);
    CHECK(context.at("aws:principalarn").front() == "arn:aws:iam::1:role/writer");
    CHECK(context.at("aws:principaltype").front() == "AssumedRole");
    CHECK(context.at("aws:userid").front() == "AROA1:one");
    CHECK_FALSE(context.contains("aws:username"));
}

TEST_CASE("temporary credentials bring their issue time, source identity and tags") {
    const std::map<std::string, std::string> own{{"Team", "Red"}, {"Stage", "dev"}};
    const std::map<std::string, std::string> of_session{{"team", "Blue"}};
    Principal session{
        Principal::Kind::role_session,
        "arn:aws:sts::1:assumed-role/writer/one",
        "arn:aws:iam::1:role/writer",
        "1",
        "AROA1:one",
        &own
    };
    CHECK_FALSE(global_context(session, "us-east-1", noon).contains("aws:tokenissuetime"));
    session.session_tags = &of_session;
    session.token_issued = noon - std::chrono::hours(1);
    session.source_identity = "ada";
    const auto context = global_context(session, "us-east-1", noon);
    CHECK(context.at("aws:tokenissuetime").front() == "2026-11-22T11:00:00Z");
    CHECK(context.at("aws:sourceidentity").front() == "ada");
    CHECK(context.at("aws:principaltag/team").front() == "Blue");
    CHECK(context.at("aws:principaltag/stage").front() == "dev");
}

TEST_CASE("a resource is of the account that its ARN names, else of the region's") {
    Context context;
    set_resource_account(context, "arn:aws:ecs:us-east-1:222233334444:cluster/main", "1");
    CHECK(context.at("aws:resourceaccount").front() == "222233334444");
    for (const auto* arn : {"arn:aws:s3:::bucket", "arn:aws:iam::aws:policy/Admin", "*"}) {
        set_resource_account(context, arn, "111122223333");
        CHECK(context.at("aws:resourceaccount").front() == "111122223333");
    }
}

TEST_CASE("the account's root and a service are of their own types") {
    const Principal root{Principal::Kind::account, "arn:aws:iam::1:root", "", "1", "1", nullptr};
    CHECK(global_context(root, "us-east-1", noon).at("aws:principaltype").front() == "Account");
    const Principal service{
        Principal::Kind::service, "ecs.amazonaws.com", "", "1", "ecs.amazonaws.com", nullptr
    };
    const auto context = global_context(service, "us-east-1", noon);
    CHECK(context.at("aws:principaltype").front() == "Service");
    CHECK(context.at("aws:principalisawsservice").front() == "true");
    CHECK(context.at("aws:principalservicename").front() == "ecs.amazonaws.com");
}

TEST_CASE("a decision says whether the time was asked for") {
    Context context;
    set_time(context, noon);
    const Request request{
        "arn:aws:iam::1:user/ada", "", "1", "a:B", "arn:aws:a:::r/2026", &context
    };
    const auto momentary = [&](const std::string& statement) {
        auto document =
            parse(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)" + statement + "}]}");
        REQUIRE(document.ok());
        const std::vector<Named> identity{{"p", document.value()}};
        return evaluate(request, {.identity = &identity}).momentary;
    };
    CHECK_FALSE(momentary(R"("Action":"*","Resource":"*")"));
    CHECK(momentary(R"("Action":"*","Resource":"*",)"
                    R"("Condition":{"DateLessThan":{"aws:CurrentTime":"2027-01-01"}})"));
    CHECK(momentary(R"("Action":"*","Resource":"arn:aws:a:::r/${aws:EpochTime}")"));
    // The statement is about another action, so its condition is not evaluated.
    CHECK_FALSE(momentary(R"("Action":"c:D","Resource":"*",)"
                          R"("Condition":{"DateLessThan":{"aws:CurrentTime":"2027-01-01"}})"));
}

}  // namespace
}  // namespace atlas::policy
