// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <doctest/doctest.h>

#include "broker/handlers/permission_row.h"
#include "broker/protocol/offset_commit.h"
#include "broker/protocol/produce.h"

namespace atlas::broker {
namespace {

const std::string account = "123456789012";
const std::string cluster = "arn:aws:kafka:us-east-1:" + account + ":cluster/demo/abc-1";

/// A snapshot in which the user ada has exactly these permissions.
SnapshotPtr snapshot_of(const std::vector<Permission>& held) {
    std::string statements;
    for (const auto& one : held)
        statements += (statements.empty() ? "" : ",") +
                      (R"({"Effect":"Allow","Action":")" + std::string(name_of(one.action))) +
                      R"(","Resource":")" + resource_arn(cluster, one.action, one.name) + R"("})";
    auto document = policy::parse(R"({"Version":"2012-10-17","Statement":[)" + statements + "]}");
    REQUIRE(document.ok());
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->account = account;
    snapshot->region = "us-east-1";
    snapshot->cluster_arn = cluster;
    snapshot->access_keys["AKADA"] = {"secret", "arn:aws:iam::" + account + ":user/ada"};
    auto& ada = snapshot->identities["arn:aws:iam::" + account + ":user/ada"];
    ada.policies.push_back({"held", std::move(document).value()});
    return snapshot;
}

std::string ask_fresh(const PermissionRow& row, const std::vector<Permission>& held) {
    GuardedBroker broker;
    Holder holder(broker, held);
    return row.ask(holder, find_handler(row.api)->version_max);
}

}  // namespace

std::vector<PermissionRow> all_rows() {
    auto rows = topic_rows();
    for (auto part : {group_rows, cluster_rows})
        for (auto& row : part())
            rows.push_back(std::move(row));
    return rows;
}

GuardedBroker::GuardedBroker()
    : BrokerOnFakeDisk(ConfigMap{{"auto.create.topics.enable", "true"}}) {
    REQUIRE(start_broker().ok());
    TopicRecord made;
    made.name = "t";
    made.replicas = {{1, 2}};
    topics->create(std::move(made), [](Result<> done) { REQUIRE(done.ok()); });
    settle();
    REQUIRE(topics->find("t"));
    topic_id = topics->find("t")->record.id;
    record = batch_of({"value"});
    TestClient root(*this, false);
    auto sent = record;
    protocol::ProduceRequest produce;
    produce.acks = -1;
    produce.topic_data.push_back({"t", {{0, sent}}});
    REQUIRE(root.call<protocol::Produce>(produce));
    protocol::OffsetCommitRequest commit;
    commit.group_id = "g";
    commit.topics.push_back({"t", {{0, 1, -1, -1, ""}}});
    REQUIRE(root.call<protocol::OffsetCommit>(commit));
}

Holder::Holder(GuardedBroker& broker, const std::vector<Permission>& held)
    : broker_(broker), authorizer_(&caller_, broker.clock) {
    caller_.principal_arn = "arn:aws:iam::" + account + ":user/ada";
    caller_.access_key_id = "AKADA";
    caller_.source_ip = "10.0.0.9";
    broker.broker->snapshot = snapshot_of(held);
}

std::string Holder::run(std::int16_t key, std::int16_t version, std::string body) {
    broker_.asked.push_back({key, version, body});
    const Endpoint endpoint{1, "internal", true};
    SaslExchange sasl(*broker_.broker, caller_.source_ip, true);
    const protocol::RequestHeader header{key, version, 77, "test"};
    Call call{*broker_.broker, endpoint, sasl, authorizer_, header, caller_.source_ip, body};
    protocol::Reader in(body);
    const auto replies = std::make_shared<KeptReplies>();
    find_handler(key)->run(call, in, Reply(replies, 0));
    broker_.settle();
    return replies->frames[0];
}

TEST_CASE("every API that is served stands in the table of permissions") {
    std::set<std::int16_t> named;
    for (const auto& row : all_rows())
        named.insert(row.api);
    for (const auto& handler : all_handlers()) {
        INFO(handler.name);
        CHECK(named.contains(handler.key));
    }
}

TEST_CASE("without permissions every API at every version answers Kafka's error, and does nothing"
) {
    GuardedBroker broker;
    Holder nobody(broker, {});
    for (const auto& row : all_rows()) {
        const auto& handler = *find_handler(row.api);
        const auto first = std::max(handler.version_min, row.first_version);
        for (auto version = first; version <= handler.version_max; ++version) {
            INFO(handler.name, " v", version, ": ", row.what);
            CHECK(
                row.ask(nobody, version) == (row.needs.empty() ? row.with : row.needs[0].without)
            );
        }
    }
    REQUIRE(broker.topics->all().size() == 1);
    const auto& topic = *broker.topics->find("t");
    CHECK(topic.record.configs.empty());
    REQUIRE(topic.partitions.size() == 1);
    CHECK(topic.partitions[0]->log_start_offset() == 0);
    CHECK(topic.partitions[0]->high_watermark() == 1);
    CHECK(broker.groups->describe("g").state == "Empty");
}

TEST_CASE("exactly the named actions on the named resources are enough") {
    for (const auto& row : all_rows()) {
        INFO(find_handler(row.api)->name, ": ", row.what);
        CHECK(ask_fresh(row, row.needs) == row.with);
    }
}

TEST_CASE("each of several actions is needed, and on this resource") {
    for (const auto& row : all_rows()) {
        for (std::size_t index = 0; index < row.needs.size(); ++index) {
            const auto& missing = row.needs[index];
            INFO(find_handler(row.api)->name, ": ", row.what, " without ", name_of(missing.action));
            auto held = row.needs;
            held.erase(held.begin() + static_cast<std::ptrdiff_t>(index));
            CHECK(ask_fresh(row, held) == missing.without);
            if (missing.name.empty()) continue;
            held.push_back({missing.action, "another", {}});
            CHECK(ask_fresh(row, held) == missing.without);
        }
    }
}

}  // namespace atlas::broker
