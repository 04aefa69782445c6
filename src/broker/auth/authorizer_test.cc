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
           R"("principal_arn":"arn:aws:iam::123456789012:user/ada","policies":["p"]}],)"
           R"("roles":[{"arn":"arn:aws:iam::123456789012:role/writer","policies":["p"]}],)"
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
    caller.principal_arn = "arn:aws:iam::123456789012:user/ada";
    caller.access_key_id = "AKID";
    caller.source_ip = "127.0.0.1";
    return caller;
}

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
    Authorizer authorizer(&caller);
    const auto held =
        snapshot(allow("WriteData", "arn:aws:kafka:us-east-1:123456789012:topic/demo/*/events"));
    CHECK(authorizer.allows(held, Action::write_data, "events"));
    CHECK_FALSE(authorizer.allows(held, Action::write_data, "other"));
    CHECK_FALSE(authorizer.allows(held, Action::read_data, "events"));
    CHECK_FALSE(authorizer.allows(held, Action::connect, ""));
}

TEST_CASE("the frequent mistake of a cluster action on a topic's ARN grants nothing") {
    const auto caller = user();
    Authorizer authorizer(&caller);
    const auto held =
        snapshot(allow("WriteDataIdempotently", "arn:aws:kafka:us-east-1:123456789012:topic/demo/*")
        );
    CHECK_FALSE(authorizer.allows(held, Action::write_data_idempotently, ""));
}

TEST_CASE("another snapshot holds at once") {
    const auto caller = user();
    Authorizer authorizer(&caller);
    CHECK(authorizer.allows(snapshot(allow("Connect", cluster)), Action::connect, ""));
    CHECK_FALSE(authorizer.allows(snapshot(allow("ReadData", cluster)), Action::connect, ""));
}

TEST_CASE("a role's session has the role's policies, and a session policy narrows them") {
    Caller caller;
    caller.principal_arn = "arn:aws:sts::123456789012:assumed-role/writer/one";
    caller.role_arn = "arn:aws:iam::123456789012:role/writer";
    const auto held = snapshot(allow("*", "*"));
    Authorizer wide(&caller);
    CHECK(wide.allows(held, Action::delete_topic, "events"));

    auto narrow =
        policy::parse(R"({"Version":"2012-10-17","Statement":[)" + allow("ReadData", "*") + "]}");
    REQUIRE(narrow.ok());
    caller.session_policy = narrow.value();
    Authorizer narrowed(&caller);
    CHECK(narrowed.allows(held, Action::read_data, "events"));
    CHECK_FALSE(narrowed.allows(held, Action::delete_topic, "events"));
}

TEST_CASE("a role that the snapshot does not know may nothing") {
    Caller caller;
    caller.principal_arn = "arn:aws:sts::123456789012:assumed-role/gone/one";
    caller.role_arn = "arn:aws:iam::123456789012:role/gone";
    Authorizer authorizer(&caller);
    CHECK_FALSE(authorizer.allows(snapshot(allow("*", "*")), Action::connect, ""));
}

TEST_CASE("a condition on the cluster's tag is evaluated") {
    const auto caller = user();
    const auto with_tag = [](const std::string& value) {
        return R"({"Effect":"Allow","Action":"kafka-cluster:Connect","Resource":"*",)"
               R"("Condition":{"StringEquals":{"aws:ResourceTag/Stage":")" +
               value + R"("}}})";
    };
    Authorizer authorizer(&caller);
    CHECK(authorizer.allows(snapshot(with_tag("dev")), Action::connect, ""));
    CHECK_FALSE(authorizer.allows(snapshot(with_tag("prod")), Action::connect, ""));
}

TEST_CASE("a snapshot that names a policy it does not hold is refused") {
    auto json = snapshot_json(allow("*", "*"));
    json.replace(json.find(R"(["p"])"), 5, R"(["q"])");
    auto parsed = Snapshot::parse(json);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().message() == "policy q: not in policies");
}

}  // namespace atlas::broker
