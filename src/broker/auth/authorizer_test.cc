// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/authorizer.h"

#include <doctest/doctest.h>

namespace atlas::broker {
namespace {

const std::string cluster = "arn:aws:kafka:us-east-1:123456789012:cluster/demo/abc-123";

std::string snapshot_json(const std::string& statements) {
    return R"({"version":1,"region_key":")" + std::string(64, 'a') +
           R"(","account":"123456789012","region":"us-east-1","cluster_arn":")" + cluster +
           R"(","cluster_tags":{"Stage":"dev"},)"
           R"("access_keys":[{"id":"AKID","secret":"s",)"
           R"("principal_arn":"arn:aws:iam::123456789012:user/team/ada","policies":["p"],)"
           R"("principal_id":"AIDA1","tags":{"Team":"red"}},)"
           R"({"id":"AKROOT","secret":"r","principal_arn":"arn:aws:iam::123456789012:root",)"
           R"("principal_id":"123456789012","policies":["p"]}],)"
           R"("roles":[{"arn":"arn:aws:iam::123456789012:role/writer","policies":["p"],)"
           R"("principal_id":"AROA1","tags":{"Team":"blue"}}],)"
           R"("policies":{"p":{"Version":"2012-10-17","Statement":[)" +
           statements + "]}}}";
}

SnapshotPtr snapshot(const std::string& statements) {
    auto parsed = Snapshot::parse(snapshot_json(statements));
    REQUIRE(parsed.ok());
    return parsed.value();
}

std::string allow(const std::string& action, const std::string& resource) {
    return R"({"Effect":"Allow","Action":"kafka-cluster:)" + action + R"(","Resource":")" +
           resource + R"("})";
}

Caller user() {
    Caller caller;
    caller.principal_arn = "arn:aws:iam::123456789012:user/team/ada";
    caller.access_key_id = "AKID";
    caller.source_ip = "127.0.0.1";
    caller.user_agent = "librdkafka";
    return caller;
}

Caller session() {
    Caller caller;
    caller.principal_arn = "arn:aws:sts::123456789012:assumed-role/writer/one";
    caller.role_arn = "arn:aws:iam::123456789012:role/writer";
    caller.session_name = "one";
    caller.temporary = true;
    caller.bound_id = "AROA1";
    caller.token_issued = parse_iso8601("2026-11-22T11:00:00Z");
    caller.source_identity = "ada";
    caller.source_ip = "127.0.0.1";
    return caller;
}

std::string connect_if(const std::string& condition) {
    return R"({"Effect":"Allow","Action":"kafka-cluster:Connect","Resource":"*","Condition":{)" +
           condition + "}}";
}

FakeClock clock_at_noon() {
    return FakeClock(parse_iso8601("2026-11-22T12:00:00Z").value());
}

const auto noon = clock_at_noon();

}  // namespace

TEST_CASE("a resource's ARN is the cluster's with another kind and the name behind") {
    CHECK(resource_arn(cluster, Action::connect, "") == cluster);
    CHECK(
        resource_arn(cluster, Action::write_data, "events") ==
        "arn:aws:kafka:us-east-1:123456789012:topic/demo/abc-123/events"
    );
    CHECK(
        resource_arn(cluster, Action::alter_group, "g") ==
        "arn:aws:kafka:us-east-1:123456789012:group/demo/abc-123/g"
    );
    CHECK(
        resource_arn(cluster, Action::alter_transactional_id, "t") ==
        "arn:aws:kafka:us-east-1:123456789012:transactional-id/demo/abc-123/t"
    );
}

TEST_CASE("only what a policy allows is allowed") {
    const auto caller = user();
    Authorizer authorizer(&caller, noon);
    const auto held =
        snapshot(allow("WriteData", "arn:aws:kafka:us-east-1:123456789012:topic/demo/*/events"));
    CHECK(authorizer.allows(held, Action::write_data, "events"));
    CHECK_FALSE(authorizer.allows(held, Action::write_data, "other"));
    CHECK_FALSE(authorizer.allows(held, Action::read_data, "events"));
    CHECK_FALSE(authorizer.allows(held, Action::connect, ""));
}

TEST_CASE("the frequent mistake of a cluster action on a topic's ARN grants nothing") {
    const auto caller = user();
    Authorizer authorizer(&caller, noon);
    const auto held =
        snapshot(allow("WriteDataIdempotently", "arn:aws:kafka:us-east-1:123456789012:topic/demo/*")
        );
    CHECK_FALSE(authorizer.allows(held, Action::write_data_idempotently, ""));
}

TEST_CASE("another snapshot holds at once") {
    const auto caller = user();
    Authorizer authorizer(&caller, noon);
    CHECK(authorizer.allows(snapshot(allow("Connect", cluster)), Action::connect, ""));
    CHECK_FALSE(authorizer.allows(snapshot(allow("ReadData", cluster)), Action::connect, ""));
}

TEST_CASE("a role's session has the role's policies, and a session policy narrows them") {
    auto caller = session();
    const auto held = snapshot(allow("*", "*"));
    Authorizer wide(&caller, noon);
    CHECK(wide.allows(held, Action::delete_topic, "events"));

    auto narrow =
        policy::parse(R"({"Version":"2012-10-17","Statement":[)" + allow("ReadData", "*") + "]}");
    REQUIRE(narrow.ok());
    caller.session_policy = narrow.value();
    Authorizer narrowed(&caller, noon);
    CHECK(narrowed.allows(held, Action::read_data, "events"));
    CHECK_FALSE(narrowed.allows(held, Action::delete_topic, "events"));
}

TEST_CASE("a role that the snapshot does not know may nothing") {
    Caller caller;
    caller.principal_arn = "arn:aws:sts::123456789012:assumed-role/gone/one";
    caller.role_arn = "arn:aws:iam::123456789012:role/gone";
    Authorizer authorizer(&caller, noon);
    CHECK_FALSE(authorizer.allows(snapshot(allow("*", "*")), Action::connect, ""));
}

TEST_CASE("a session may nothing once its role has another id, also on an open connection") {
    auto caller = session();
    Authorizer authorizer(&caller, noon);
    CHECK(authorizer.allows(snapshot(allow("*", "*")), Action::connect, ""));
    caller.bound_id = "AROAOLD";
    Authorizer namesake(&caller, noon);
    CHECK_FALSE(namesake.allows(snapshot(allow("*", "*")), Action::connect, ""));
    caller.bound_id = "";  // an old token, which the test's old snapshot accepts
    Authorizer old(&caller, noon);
    CHECK(old.allows(snapshot(allow("*", "*")), Action::connect, ""));
}

TEST_CASE("a session's name may hold a slash, and its tags stand before its role's") {
    auto caller = session();
    caller.principal_arn = "arn:aws:sts::123456789012:assumed-role/writer/x/admin";
    caller.session_name = "x/admin";
    caller.session_tags = {{"Team", "green"}};
    Authorizer authorizer(&caller, noon);
    const auto as = [&](const std::string& condition) {
        return authorizer.allows(snapshot(connect_if(condition)), Action::connect, "");
    };
    CHECK(as(R"("StringEquals":{"aws:userid":"AROA1:x/admin"})"));
    CHECK_FALSE(as(R"("StringEquals":{"aws:userid":"AROA1:admin"})"));
    CHECK(as(R"("StringEquals":{"aws:PrincipalTag/Team":"green"})"));
}

TEST_CASE("a condition on the cluster's tag is evaluated") {
    const auto caller = user();
    const auto with_tag = [](const std::string& value) {
        return connect_if(R"("StringEquals":{"aws:ResourceTag/Stage":")" + value + R"("})");
    };
    Authorizer authorizer(&caller, noon);
    CHECK(authorizer.allows(snapshot(with_tag("dev")), Action::connect, ""));
    CHECK_FALSE(authorizer.allows(snapshot(with_tag("prod")), Action::connect, ""));
}

TEST_CASE("conditions find the global keys of users, sessions and the account's root") {
    struct Row {
        std::string condition;
        bool user, session, root;
    };
    const Row rows[] = {
        {R"("StringEquals":{"aws:username":"ada"})", true, false, false},
        {R"("Null":{"aws:username":"true"})", false, true, true},
        {R"("StringEquals":{"aws:userid":"AIDA1"})", true, false, false},
        {R"("StringEquals":{"aws:userid":"AROA1:one"})", false, true, false},
        {R"("StringLike":{"aws:userid":"AROA1:*"})", false, true, false},
        {R"("StringEquals":{"aws:userid":"123456789012"})", false, false, true},
        {R"("DateLessThan":{"aws:TokenIssueTime":"2026-11-22T11:30:00Z"})", false, true, false},
        {R"("Null":{"aws:TokenIssueTime":"true"})", true, false, true},
        {R"("StringEquals":{"aws:SourceIdentity":"ada"})", false, true, false},
        {R"("StringEquals":{"aws:ResourceAccount":"123456789012"})", true, true, true},
        {R"("StringEquals":{"aws:PrincipalTag/team":"red"})", true, false, false},
        {R"("StringEquals":{"aws:PrincipalTag/Team":"blue"})", false, true, false},
        {R"("StringEquals":{"aws:PrincipalType":"User"})", true, false, false},
        {R"("StringEquals":{"aws:PrincipalType":"AssumedRole"})", false, true, false},
        {R"("StringEquals":{"aws:PrincipalType":"Account"})", false, false, true},
        {R"("ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/writer"})", false, true, false},
        {R"("StringEquals":{"aws:PrincipalAccount":"123456789012"})", true, true, true},
        {R"("StringEquals":{"aws:RequestedRegion":"us-east-1"})", true, true, true},
        {R"("StringEquals":{"aws:RequestedRegion":"eu-west-1"})", false, false, false},
        {R"("Bool":{"aws:SecureTransport":"true"})", true, true, true},
        {R"("Bool":{"aws:ViaAWSService":"false"})", true, true, true},
        {R"("Bool":{"aws:PrincipalIsAWSService":"true"})", false, false, false},
        {R"("IpAddress":{"aws:SourceIp":"127.0.0.0/8"})", true, true, true},
        {R"("StringLike":{"aws:UserAgent":"librd*"})", true, false, false},
        {R"("DateGreaterThan":{"aws:CurrentTime":"2026-11-22T11:59:59Z"})", true, true, true},
        {R"("DateGreaterThan":{"aws:CurrentTime":"2026-11-22T12:00:00Z"})", false, false, false},
        {R"("NumericLessThanEquals":{"aws:EpochTime":"1795348800"})", true, true, true},
        {R"("NumericLessThan":{"aws:EpochTime":"1795348800"})", false, false, false},
    };
    Caller root = user();
    root.principal_arn = "arn:aws:iam::123456789012:root";
    root.access_key_id = "AKROOT";
    root.user_agent = "";
    const Caller callers[] = {user(), session(), root};
    for (const auto& row : rows) {
        INFO(row.condition);
        const bool expected[] = {row.user, row.session, row.root};
        for (std::size_t index = 0; index < std::size(callers); ++index) {
            INFO(callers[index].principal_arn);
            Authorizer authorizer(&callers[index], noon);
            const auto held = snapshot(connect_if(row.condition));
            CHECK(authorizer.allows(held, Action::connect, "") == expected[index]);
        }
    }
}

TEST_CASE("a policy variable stands for the caller's own value") {
    const auto own = allow("WriteData", "arn:aws:kafka:*:*:topic/demo/*/${aws:username}-*");
    const auto caller = user();
    Authorizer authorizer(&caller, noon);
    CHECK(authorizer.allows(snapshot(own), Action::write_data, "ada-events"));
    CHECK_FALSE(authorizer.allows(snapshot(own), Action::write_data, "bob-events"));
}

TEST_CASE("a condition on the time holds on an open connection until its time is over") {
    auto clock = clock_at_noon();
    const auto caller = user();
    Authorizer authorizer(&caller, clock);
    const auto held =
        snapshot(connect_if(R"("DateLessThan":{"aws:CurrentTime":"2026-11-22T12:00:02Z"})"));
    CHECK(authorizer.allows(held, Action::connect, ""));
    clock.advance(std::chrono::milliseconds(1999));
    CHECK(authorizer.allows(held, Action::connect, ""));
    clock.advance(std::chrono::milliseconds(1));
    CHECK_FALSE(authorizer.allows(held, Action::connect, ""));

    const auto later =
        snapshot(connect_if(R"("NumericGreaterThan":{"aws:EpochTime":"1795348802"})"));
    CHECK_FALSE(authorizer.allows(later, Action::connect, ""));
    clock.advance(std::chrono::seconds(1));
    CHECK(authorizer.allows(later, Action::connect, ""));
}

TEST_CASE("temporary credentials of a user have the user's policies while the user has a key") {
    auto caller = user();
    caller.access_key_id.clear();
    Authorizer authorizer(&caller, noon);
    CHECK(authorizer.allows(snapshot(allow("Connect", cluster)), Action::connect, ""));
    CHECK_FALSE(authorizer.allows(snapshot(allow("ReadData", cluster)), Action::connect, ""));
    caller.principal_arn = "arn:aws:iam::123456789012:user/gone";
    Authorizer gone(&caller, noon);
    CHECK_FALSE(gone.allows(snapshot(allow("Connect", cluster)), Action::connect, ""));
}

TEST_CASE("a key that is gone may do nothing, whatever else its user has") {
    auto caller = user();
    caller.access_key_id = "AKOLD";
    Authorizer authorizer(&caller, noon);
    CHECK_FALSE(authorizer.allows(snapshot(allow("*", "*")), Action::connect, ""));
}

TEST_CASE("a snapshot that names a policy it does not hold is refused") {
    auto json = snapshot_json(allow("*", "*"));
    json.replace(json.find(R"(["p"])"), 5, R"(["q"])");
    auto parsed = Snapshot::parse(json);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().message() == "policy q: not in policies");
}

}  // namespace atlas::broker
