// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "broker/handlers/broker_on_fake_disk.h"
#include "broker/log/packed_batch.h"
#include "broker/protocol/create_topics.h"
#include "broker/protocol/fetch.h"
#include "broker/protocol/find_coordinator.h"
#include "broker/protocol/init_producer_id.h"
#include "broker/protocol/list_offsets.h"
#include "broker/protocol/metadata.h"
#include "broker/protocol/produce.h"

namespace atlas::broker {
namespace {

using namespace protocol;

struct Fixture {
    explicit Fixture(ConfigMap given = {}) : disk(std::move(given)) {
        REQUIRE(disk.start_broker().ok());
        client = std::make_unique<TestClient>(disk, false);
        CHECK(create("events", 1, 2) == 0);
        id = disk.topics->find("events")->record.id;
    }
    std::int16_t create(
        const std::string& name,
        std::int32_t partitions,
        std::int16_t factor,
        const std::string& config = {},
        const std::string& value = {}
    ) {
        CreateTopicsRequest request;
        request.topics.push_back({name, partitions, factor, {}, {}});
        if (!config.empty()) request.topics[0].configs.push_back({config, value});
        const auto answer = client->call<CreateTopics>(request);
        REQUIRE(answer);
        return answer->topics[0].error_code;
    }
    ProduceRequest batch(std::string& bytes, std::int16_t acks = -1) {
        ProduceRequest request;
        request.acks = acks;
        request.topic_data.push_back({"events", {{0, bytes}}});
        return request;
    }
    FetchRequest fetch(std::int64_t offset, std::int32_t wait_ms) {
        FetchRequest request;
        request.max_wait_ms = wait_ms;
        request.min_bytes = 1;
        request.topics.push_back({"", id, {}});
        request.topics[0].partitions.push_back({0, -1, offset, -1, -1, 1 << 20, {}});
        return request;
    }
    std::string value_of(const FetchResponse& response) {
        RecordReader reader(*response.responses[0].partitions[0].records);
        const auto record = reader.next();
        return record ? std::string(*record->value) : "none";
    }

    BrokerOnFakeDisk disk;
    std::unique_ptr<TestClient> client;
    Uuid id;
};

}  // namespace

TEST_CASE("acks=all is answered only after the sync, acks=1 at once, acks=0 never") {
    Fixture fixture;
    auto first = fixture.disk.batch_of({"first"});
    const auto all = fixture.client->send<Produce>(fixture.batch(first), 11);
    fixture.disk.home.run_all();
    CHECK_FALSE(fixture.client->replies->frames.contains(all));
    const auto answer = fixture.client->answer<Produce>(all, 11);  // settles: syncs
    REQUIRE(answer);
    CHECK(answer->responses[0].partition_responses[0].base_offset == 0);

    auto second = fixture.disk.batch_of({"second"});
    const auto leader = fixture.client->send<Produce>(fixture.batch(second, 1), 11);
    CHECK(fixture.client->replies->frames.contains(leader));
    auto third = fixture.disk.batch_of({"third"});
    const auto none = fixture.client->send<Produce>(fixture.batch(third, 0), 11);
    fixture.disk.settle();
    CHECK_FALSE(fixture.client->replies->frames.contains(none));
    CHECK_FALSE(fixture.client->replies->closed);
}

TEST_CASE("a refused record closes the connection when acks=0 leaves no other way to say so") {
    Fixture fixture;
    std::string broken = "no batch";
    fixture.client->send<Produce>(fixture.batch(broken, 0), 11);
    CHECK(fixture.client->replies->closed);
}

TEST_CASE("what Produce refuses, it refuses in Kafka's codes") {
    Fixture fixture(ConfigMap{{"min.insync.replicas", "2"}});
    CHECK(fixture.create("lonely", 1, 1) == 0);
    auto bytes = fixture.disk.batch_of({"value"});
    const auto code = [&](ProduceRequest request, std::int16_t version = 11) {
        const auto answer = fixture.client->call<Produce>(request, version);
        REQUIRE(answer);
        return answer->responses[0].partition_responses[0].error_code;
    };
    auto request = fixture.batch(bytes);
    CHECK(code(request, 2) == error::unsupported_version);
    request.acks = 7;
    CHECK(code(request) == error::invalid_required_acks);
    request = fixture.batch(bytes);
    request.topic_data[0].name = "nowhere";
    CHECK(code(request) == error::unknown_topic_or_partition);
    request.topic_data[0].name = "lonely";
    CHECK(code(request) == 19);  // NOT_ENOUGH_REPLICAS
    request.topic_data[0].name = "events";
    request.topic_data[0].partition_data[0].index = 5;
    CHECK(code(request) == error::unknown_topic_or_partition);
    request = fixture.batch(bytes);
    request.transactional_id = "t";
    CHECK(code(request) == error::unsupported_version);
}

TEST_CASE("records of a transaction are refused where none is under way") {
    Fixture fixture;
    auto bytes = fixture.disk.batch_of({"value"}, {.id = 5, .epoch = 0, .base_sequence = 0});
    store_big(bytes.data() + 21, std::int16_t{16});
    bytes = sealed_batch(bytes);
    auto request = fixture.batch(bytes);
    const auto code = [&] {
        const auto answer = fixture.client->call<Produce>(request);
        REQUIRE(answer);
        return answer->responses[0].partition_responses[0].error_code;
    };
    CHECK(code() == error::transactional_id_authorization_failed);
    request.transactional_id = "t";
    CHECK(code() == 48);  // INVALID_TXN_STATE
}

TEST_CASE("an offset by time is searched off the loop; one request asks of a partition once") {
    Fixture fixture;
    std::vector<NewRecord> records{{"k", "v", 1000}, {"k", "v", 1010}};
    auto bytes = packed_batch(encode_batch(records), Codec::zstd);
    fixture.client->call<Produce>(fixture.batch(bytes));
    std::vector<Executor::Task> searches;
    struct HeldWorkers final : Workers {
        explicit HeldWorkers(std::vector<Executor::Task>& to) : tasks(to) {}
        void run_task(Executor::Task task) override { tasks.push_back(std::move(task)); }
        std::vector<Executor::Task>& tasks;
    } held(searches);
    fixture.disk.broker = fixture.disk.with_searches(held);
    fixture.client = std::make_unique<TestClient>(fixture.disk, false);

    ListOffsetsRequest request;
    request.topics.push_back({"events", {{0, -1, 1001}}});
    const auto waiting = fixture.client->send<ListOffsets>(request, 9);
    CHECK_FALSE(fixture.client->answer<ListOffsets>(waiting, 9));
    // An offset that needs no search is answered at once.
    request.topics[0].partitions[0].timestamp = -1;
    const auto latest = fixture.client->call<ListOffsets>(request, 9);
    REQUIRE(latest);
    CHECK(latest->topics[0].partitions[0].offset == 2);
    REQUIRE(searches.size() == 1);
    searches[0]();
    const auto found = fixture.client->answer<ListOffsets>(waiting, 9);
    REQUIRE(found);
    CHECK(found->topics[0].partitions[0].offset == 1);
    CHECK(found->topics[0].partitions[0].timestamp == 1010);

    request.topics[0].partitions = {{0, -1, 0}, {0, -1, 0}};
    const auto twice = fixture.client->send<ListOffsets>(request, 9);
    searches.back()();
    const auto refused = fixture.client->answer<ListOffsets>(twice, 9);
    REQUIRE(refused);
    CHECK(refused->topics[0].partitions[0].error_code == error::none);
    CHECK(refused->topics[0].partitions[1].error_code == error::invalid_request);
}

TEST_CASE("a fetch waits for a record and is answered by it") {
    Fixture fixture;
    const auto waiting = fixture.client->send<Fetch>(fixture.fetch(0, 10'000), 17);
    CHECK_FALSE(fixture.client->answer<Fetch>(waiting, 17));
    auto bytes = fixture.disk.batch_of({"late"});
    fixture.client->call<Produce>(fixture.batch(bytes));
    const auto answer = fixture.client->answer<Fetch>(waiting, 17);
    REQUIRE(answer);
    CHECK(fixture.value_of(*answer) == "late");
    CHECK(answer->responses[0].partitions[0].high_watermark == 1);
    CHECK(answer->session_id == 0);
}

TEST_CASE("a fetch whose time is over is answered with nothing, once") {
    Fixture fixture;
    const auto waiting = fixture.client->send<Fetch>(fixture.fetch(0, 200), 17);
    fixture.disk.pass(std::chrono::milliseconds(150));
    CHECK_FALSE(fixture.client->replies->frames.contains(waiting));
    fixture.disk.pass(std::chrono::milliseconds(100));
    const auto answer = fixture.client->answer<Fetch>(waiting, 17);
    REQUIRE(answer);
    CHECK(answer->responses[0].partitions[0].records == "");
}

TEST_CASE("a fetch that still waits when the loop ends goes with it") {
    std::shared_ptr<KeptReplies> replies;
    {
        Fixture fixture;
        replies = fixture.client->replies;
        fixture.client->send<Fetch>(fixture.fetch(0, 10'000), 17);
        CHECK_FALSE(replies->closed);
    }
    CHECK(replies->closed);
}

TEST_CASE("fetches that find no room are answered in order as earlier answers leave") {
    Fixture fixture;
    for (int count = 0; count < 3; ++count) {
        auto bytes = fixture.disk.batch_of({std::string(1000, 'x')});
        fixture.client->call<Produce>(fixture.batch(bytes));
    }
    // Budget for one and a half answers.
    auto& records = fixture.disk.broker->records;
    records = std::make_shared<MemoryBudget>(fixture.disk.home, 5'000);
    const auto whole = [&](std::uint64_t number) {
        const auto answer = fixture.client->answer<Fetch>(number, 17);
        REQUIRE(answer);
        return answer->responses[0].partitions[0].records->size();
    };
    auto request = fixture.fetch(0, 0);
    const auto first = fixture.client->send<Fetch>(request, 17);
    const auto second = fixture.client->send<Fetch>(request, 17);
    request.max_wait_ms = 100;
    const auto third = fixture.client->send<Fetch>(request, 17);
    const auto bytes = whole(first);
    CHECK(bytes > 3000);
    CHECK(records->used() >= bytes);
    CHECK(records->used() <= 5'000);
    auto& replies = *fixture.client->replies;
    // It waits even after its time is over: an empty answer would make the client fetch again, at
    // the end of the queue.
    fixture.disk.pass(std::chrono::milliseconds(200));
    CHECK_FALSE(replies.frames.contains(second));
    CHECK(records->contended());

    replies.rooms.erase(first);
    CHECK(whole(second) == bytes);
    CHECK_FALSE(replies.frames.contains(third));
    replies.rooms.erase(second);
    CHECK(whole(third) == bytes);
    CHECK_FALSE(records->contended());
    replies.rooms.clear();
    CHECK(records->used() == 0);
}

TEST_CASE("what fits is answered, and one batch always") {
    Fixture fixture;
    for (int count = 0; count < 3; ++count) {
        auto bytes = fixture.disk.batch_of({std::string(1000, 'x')});
        fixture.client->call<Produce>(fixture.batch(bytes));
    }
    const auto size_of_answer = [&](std::size_t budget) {
        fixture.disk.broker->records = std::make_shared<MemoryBudget>(fixture.disk.home, budget);
        const auto answer = fixture.client->call<Fetch>(fixture.fetch(0, 0));
        REQUIRE(answer);
        return answer->responses[0].partitions[0].records->size();
    };
    const auto one = size_of_answer(10);
    CHECK(one > 1000);
    CHECK(size_of_answer(2 * one + 10) == 2 * one);
    CHECK(size_of_answer(1 << 20) == 3 * one);
}

TEST_CASE("a fetch that waits for more records holds no room") {
    Fixture fixture;
    auto bytes = fixture.disk.batch_of({"some"});
    fixture.client->call<Produce>(fixture.batch(bytes));
    auto request = fixture.fetch(0, 10'000);
    request.min_bytes = 100'000;
    const auto waiting = fixture.client->send<Fetch>(request, 17);
    CHECK_FALSE(fixture.client->answer<Fetch>(waiting, 17));
    CHECK(fixture.disk.broker->records->used() == 0);
    fixture.disk.pass(std::chrono::milliseconds(10'100));
    const auto answer = fixture.client->answer<Fetch>(waiting, 17);
    REQUIRE(answer);
    CHECK(fixture.value_of(*answer) == "some");
}

TEST_CASE("a fetch whose client is gone gives its turn on") {
    Fixture fixture;
    auto bytes = fixture.disk.batch_of({std::string(1000, 'x')});
    fixture.client->call<Produce>(fixture.batch(bytes));
    auto& records = fixture.disk.broker->records;
    records = std::make_shared<MemoryBudget>(fixture.disk.home, 1'500);
    auto held = records->take(1, 1'500);
    REQUIRE(held);
    auto gone = std::make_unique<TestClient>(fixture.disk, false);
    gone->send<Fetch>(fixture.fetch(0, 0), 17);
    const auto next = fixture.client->send<Fetch>(fixture.fetch(0, 0), 17);
    gone.reset();
    held.reset();
    const auto answer = fixture.client->answer<Fetch>(next, 17);
    REQUIRE(answer);
    CHECK(fixture.value_of(*answer).size() == 1000);
}

TEST_CASE("what Fetch refuses is answered at once, whatever the client would wait") {
    Fixture fixture;
    const auto code = [&](const FetchRequest& request) {
        const auto answer = fixture.client->call<Fetch>(request);
        REQUIRE(answer);
        return answer->responses.empty() ? answer->error_code
                                         : answer->responses[0].partitions[0].error_code;
    };
    CHECK(code(fixture.fetch(99, 60'000)) == error::offset_out_of_range);
    auto request = fixture.fetch(0, 60'000);
    request.topics[0].topic_id.bytes[3] ^= 1;
    CHECK(code(request) == error::unknown_topic_id);
    request = fixture.fetch(0, 60'000);
    request.topics[0].partitions[0].current_leader_epoch = 9;
    CHECK(code(request) == error::unknown_leader_epoch);
}

TEST_CASE("a Fetch of epoch 0 or -1 is a full one whatever its session, any other goes on with none"
) {
    Fixture fixture;
    const auto fetched = [&](std::int32_t session, std::int32_t epoch) {
        auto request = fixture.fetch(0, 0);
        request.session_id = session;
        request.session_epoch = epoch;
        const auto answer = fixture.client->call<Fetch>(request);
        REQUIRE(answer);
        CHECK(answer->session_id == 0);
        CHECK(answer->responses.size() == (answer->error_code == error::none ? 1 : 0));
        return answer->error_code;
    };
    constexpr std::int16_t session_not_found = 70;
    for (const int session : {-1, 0, 5}) {
        CHECK(fetched(session, 0) == error::none);
        CHECK(fetched(session, -1) == error::none);
        CHECK(fetched(session, 1) == session_not_found);
        CHECK(fetched(session, 7) == session_not_found);
    }
}

TEST_CASE("a topic's deletion answers who waits on it") {
    Fixture fixture;
    const auto waiting = fixture.client->send<Fetch>(fixture.fetch(0, 60'000), 17);
    fixture.disk.topics->remove("events", [](Result<>) {});
    const auto answer = fixture.client->answer<Fetch>(waiting, 17);
    REQUIRE(answer);
    CHECK(answer->responses[0].partitions[0].error_code == error::unknown_topic_or_partition);
}

TEST_CASE("a replication factor above the brokers is refused as Kafka does") {
    Fixture fixture;
    CHECK(fixture.create("three", 1, 3) == error::invalid_replication_factor);
    CHECK(fixture.create("none", 0, 1) == error::invalid_partitions);
    CHECK(fixture.create("events", 1, 1) == error::topic_already_exists);
    CHECK(fixture.create("b c", 1, 1) == error::invalid_topic_exception);
    CHECK(fixture.create("my.topic", 1, 1) == 0);
    CHECK(fixture.create("my.topic", 1, 1) == error::topic_already_exists);
    CHECK(fixture.create("my_topic", 1, 1) == error::invalid_topic_exception);
    CHECK(fixture.create("odd", 1, 1, "no.such", "1") == error::invalid_config);
}

TEST_CASE("Metadata makes a topic only where the cluster allows it and the client asks") {
    const auto ask = [](Fixture& fixture, bool allow) {
        MetadataRequest request;
        request.topics.emplace().push_back({{}, "fresh"});
        request.allow_auto_topic_creation = allow;
        const auto answer = fixture.client->call<Metadata>(request);
        REQUIRE(answer);
        return answer->topics[0].error_code;
    };
    Fixture off(ConfigMap{{"auto.create.topics.enable", "false"}});
    CHECK(ask(off, true) == error::unknown_topic_or_partition);
    Fixture on(ConfigMap{{"auto.create.topics.enable", "true"}});
    CHECK(ask(on, false) == error::unknown_topic_or_partition);
    CHECK(ask(on, true) == 5);  // LEADER_NOT_AVAILABLE: the client retries
    CHECK(ask(on, true) == 0);
}

TEST_CASE("producer ids are given; a transactional one is refused for good") {
    Fixture fixture;
    InitProducerIdRequest request;
    const auto first = fixture.client->call<InitProducerId>(request);
    const auto second = fixture.client->call<InitProducerId>(request);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->producer_id != second->producer_id);
    request.transactional_id = "t";
    // The only code after which every client gives up at once.
    constexpr auto refused = error::transactional_id_authorization_failed;
    CHECK(fixture.client->call<InitProducerId>(request)->error_code == refused);
    FindCoordinatorRequest coordinator;
    coordinator.key_type = 1;
    coordinator.coordinator_keys = {"t"};
    const auto answer = fixture.client->call<FindCoordinator>(coordinator);
    REQUIRE(answer);
    CHECK(answer->coordinators.at(0).error_code == refused);
}

}  // namespace atlas::broker
