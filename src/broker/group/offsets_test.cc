// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "broker/group/group_records.h"
#include "broker/group/groups_on_fake_disk.h"

namespace atlas::broker {
namespace {

struct Fixture : GroupsOnFakeDisk {
    Fixture() { REQUIRE(start().ok()); }

    GroupCoordinator::Codes delete_groups(std::vector<std::string> ids) {
        GroupCoordinator::Codes answer;
        groups->delete_groups(std::move(ids), [&](auto codes) { answer = codes; });
        settle();
        return answer;
    }
    GroupCoordinator::Codes delete_offsets(std::vector<TopicPartition> partitions) {
        GroupCoordinator::Codes answer;
        groups->delete_offsets("g", std::move(partitions), [&](auto codes) { answer = codes; });
        settle();
        return answer;
    }
    void restart() {
        files.cut_power();
        REQUIRE(start().ok());
    }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a commit is answered when it is durable and seen only then") {
    TestMember simple(*this);
    std::optional<KafkaCode> code;
    CommitRequest request{"g", -1, "", "", {{{"t", 0}, {.offset = 7}}}};
    groups->commit(std::move(request), [&](auto codes) { code = codes.front(); });
    home.run_all();
    CHECK_FALSE(code);
    CHECK(simple.committed("t") == -1);
    settle();
    CHECK(code == KafkaCode::none);
    CHECK(simple.committed("t") == 7);
    restart();
    CHECK(simple.committed("t") == 7);
    CHECK(simple.committed("other") == -1);
    std::vector<CommitEntry> all;
    groups->fetch_offsets("g", std::nullopt, all);
    REQUIRE(all.size() == 1);
    CHECK(all[0].committed.commit_timestamp > 0);
    CHECK(groups->list().front().state == "Empty");
}

TEST_CASE_FIXTURE(Fixture, "metadata that is too large is refused for its partition alone") {
    CommitRequest request{"g", -1, "", "", {}};
    request.entries.push_back({{"t", 0}, {.offset = 1, .metadata = std::string(4097, 'x')}});
    request.entries.push_back({{"t", 1}, {.offset = 1, .metadata = std::string(4096, 'x')}});
    GroupCoordinator::Codes answer;
    groups->commit(std::move(request), [&](auto codes) { answer = codes; });
    settle();
    CHECK(answer == GroupCoordinator::Codes{KafkaCode::offset_metadata_too_large, KafkaCode::none});
}

TEST_CASE_FIXTURE(Fixture, "nobody commits for a group that has members but a member") {
    TestMember a(*this), stranger(*this);
    a.join().sync();
    settle();
    CHECK(stranger.commit("t", 1) == KafkaCode::unknown_member_id);
    stranger.group = "other";
    stranger.generation = 3;
    CHECK(stranger.commit("t", 1) == KafkaCode::illegal_generation);
    CHECK(a.commit("t", 1) == KafkaCode::none);
    TestMember b(*this);
    b.join();
    CHECK(a.commit("t", 2) == KafkaCode::none);  // in the join phase, for its old partitions
    a.join();
    CHECK(a.commit("t", 3) == KafkaCode::rebalance_in_progress);
}

TEST_CASE_FIXTURE(Fixture, "a disk that fails refuses commits and keeps what was") {
    TestMember simple(*this);
    CHECK(simple.commit("t", 1) == KafkaCode::none);
    files.fail_syncs(1);
    CHECK(simple.commit("t", 2) == KafkaCode::coordinator_not_available);
    CHECK(simple.committed("t") == 1);
}

TEST_CASE_FIXTURE(Fixture, "a damaged log of offsets is refused, not begun anew") {
    TestMember simple(*this);
    CHECK(simple.commit("t", 1) == KafkaCode::none);
    REQUIRE(log->close().ok());
    REQUIRE(open().ok());
    REQUIRE(files.flip_bit("kafka/__consumer_offsets-0/00000000000000000000.log", 800).ok());
    auto started = start();
    REQUIRE_FALSE(started.ok());
    CHECK(started.error().message().find("damaged at offset 0") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "groups are deleted with their offsets when nobody is in them") {
    TestMember a(*this), simple(*this);
    simple.group = "s";
    CHECK(simple.commit("t", 1) == KafkaCode::none);
    a.join().sync();
    settle();
    CHECK(
        delete_groups({"g", "s", "none"}) ==
        GroupCoordinator::Codes{
            KafkaCode::non_empty_group, KafkaCode::none, KafkaCode::group_id_not_found
        }
    );
    CHECK(simple.committed("t") == -1);
    CHECK(a.leave() == KafkaCode::none);
    settle();
    CHECK(delete_groups({"g"}).front() == KafkaCode::none);
    restart();
    CHECK(groups->list().empty());
    CHECK(groups->describe("g").state == "Dead");
}

TEST_CASE_FIXTURE(Fixture, "offsets are deleted for topics that no member reads") {
    TestMember a(*this);
    // A subscription to topic "a".
    a.protocols = {{"range", *decode_hex("000000000001000161ffffffff")}};
    CHECK(delete_offsets({{"a", 0}}).front() == KafkaCode::group_id_not_found);
    a.join().sync();
    settle();
    a.commit("a", 1);
    a.commit("b", 1);
    CHECK(
        delete_offsets({{"a", 0}, {"b", 0}, {"c", 0}}) ==
        GroupCoordinator::Codes{
            KafkaCode::none, KafkaCode::group_subscribed_to_topic, KafkaCode::none, KafkaCode::none
        }
    );
    CHECK(a.committed("a") == 1);
    CHECK(a.committed("b") == -1);
    restart();
    CHECK(a.committed("b") == -1);
    groups->forget_topic("a");
    settle();
    restart();
    CHECK(a.committed("a") == -1);
}

TEST_CASE_FIXTURE(
    Fixture, "offsets of a group that is idle for a week are forgotten, and the group"
) {
    TestMember a(*this);
    a.join().sync();
    settle();
    CHECK(a.commit("t", 1) == KafkaCode::none);
    a.leave();
    settle();
    auto hours = [](int n) { return std::chrono::milliseconds(std::chrono::hours(n)); };
    auto skip = [&](std::chrono::milliseconds time) {
        clock.advance(time);
        home.advance(time);
        settle();
    };
    skip(hours(7 * 24 - 1));
    CHECK(a.committed("t") == 1);
    skip(hours(2));
    CHECK(a.committed("t") == -1);
    CHECK(groups->list().empty());
    restart();
    CHECK(groups->list().empty());
}

TEST_CASE("a log of offsets that cannot be written is not shortened again and again") {
    GroupsOnFakeDisk disk;
    disk.group_settings.compact_bytes = 3000;
    REQUIRE(disk.start().ok());
    TestMember simple(disk);
    while (disk.offsets->size_bytes() < 2800) {
        REQUIRE(simple.commit("t", 1, std::string(200, 'm')) == KafkaCode::none);
    }
    // The batch that makes compaction due is written but never synced.
    disk.files.fail_syncs(1);
    CHECK(simple.commit("t", 2, std::string(400, 'm')) == KafkaCode::coordinator_not_available);
    CHECK(disk.offsets->size_bytes() > 3000);
    CHECK(simple.committed("t") == 1);
}

TEST_CASE("a log of offsets in which nothing lives is shortened too") {
    GroupsOnFakeDisk disk;
    disk.partition_settings.segment_bytes = 500;
    disk.group_settings.compact_bytes = 3000;
    REQUIRE(disk.start().ok());
    TestMember simple(disk);
    int topics = 0;
    for (; disk.offsets->size_bytes() < 2700; ++topics)
        REQUIRE(
            simple.commit("t" + std::to_string(topics), 1, std::string(200, 'm')) == KafkaCode::none
        );
    std::vector<TopicPartition> all;
    for (int number = 0; number < topics; ++number)
        all.push_back({"t" + std::to_string(number), 0});
    disk.groups->delete_offsets("g", all, [](auto) {});
    disk.settle();
    CHECK(disk.offsets->log_start_offset() == disk.offsets->log_end_offset());
    CHECK(disk.offsets->size_bytes() < 1000);
}

TEST_CASE("a compaction of several batches runs once, and deletes on a worker") {
    struct CountedWorkers final : Workers {
        void run_task(Executor::Task task) override {
            ++tasks;
            task();
        }
        int tasks = 0;
    } workers;
    GroupsOnFakeDisk disk;
    disk.workers_of_groups = &workers;
    disk.group_settings.offset_metadata_bytes_max = 32'000;
    disk.group_settings.compact_bytes = 3 << 20;
    REQUIRE(disk.start().ok());
    TestMember simple(disk);
    constexpr int live = 30;
    for (int number = 0; disk.offsets->log_start_offset() == 0; ++number) {
        REQUIRE(number < 200);
        const auto topic = "t" + std::to_string(number % live);
        const auto before = disk.offsets->log_end_offset();
        REQUIRE(simple.commit(topic, number, std::string(30'000, 'm')) == KafkaCode::none);
        CHECK(disk.offsets->log_end_offset() <= before + 1 + live);
    }
    CHECK(workers.tasks == 1);
}

TEST_CASE_FIXTURE(Fixture, "a record of a later version is refused by name, not forgotten") {
    const auto put = [&](std::string key, std::optional<std::string> value) {
        std::vector<NewRecord> records{{std::move(key), std::move(value), now_ms()}};
        REQUIRE(append(*offsets, encode_batch(records)).code == KafkaCode::none);
    };
    std::string key;
    SUBCASE("an offset") {
        key = encode_offset_key({"the-group", {"t", 0}});
    }
    SUBCASE("a group") {
        key = encode_group_key({"the-group"});
    }
    put(key, *decode_hex("0004aabbcc"));
    auto refused = start();
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message().find("the-group") != std::string::npos);
    CHECK(refused.error().message().find("version 4") != std::string::npos);
    put(key, std::nullopt);
    CHECK(start().ok());
}

TEST_CASE("records of a kind that is not known outlive a compaction") {
    GroupsOnFakeDisk disk;
    disk.partition_settings.segment_bytes = 500;
    disk.group_settings.compact_bytes = 3000;
    REQUIRE(disk.start().ok());
    const auto key = *decode_hex("0063aabb"), gone = *decode_hex("0063cc");
    std::vector<NewRecord> records{
        {key, "value", disk.now_ms()},
        {gone, "x", disk.now_ms()},
        {gone, std::nullopt, disk.now_ms()}
    };
    REQUIRE(disk.append(*disk.offsets, encode_batch(records)).code == KafkaCode::none);
    REQUIRE(disk.start().ok());
    TestMember simple(disk);
    for (int number = 0; disk.offsets->log_start_offset() == 0; ++number) {
        REQUIRE(number < 100);
        REQUIRE(simple.commit("t", number, std::string(200, 'm')) == KafkaCode::none);
    }
    const auto values = read_values(*disk.offsets, disk.offsets->log_start_offset());
    CHECK(std::ranges::count(values, "value") == 1);
    CHECK(std::ranges::count(values, "x") == 0);
}

TEST_CASE("the log of offsets is kept short and loses nothing to it") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        GroupsOnFakeDisk disk(seed);
        disk.partition_settings.segment_bytes = 8000;
        disk.group_settings.compact_bytes = 30'000;
        REQUIRE(disk.start().ok());
        disk.files.stop_after(500 + seed * 40);
        std::map<std::string, std::int64_t> promised;
        std::vector<std::unique_ptr<TestMember>> members;
        for (int i = 0; i < 20; ++i) {
            members.push_back(std::make_unique<TestMember>(disk));
            members.back()->group = "g" + std::to_string(i);
        }
        for (std::int64_t n = 0; !disk.files.stopped(); ++n) {
            auto& member = *members[static_cast<std::size_t>(n) % members.size()];
            if (member.commit("t", n, std::string(100, 'm')) == KafkaCode::none) {
                promised[member.group] = n;
            }
            CHECK(disk.offsets->size_bytes() < 60'000);
        }
        disk.log.reset();
        disk.home.run_all();
        disk.files.cut_power();
        REQUIRE(disk.start().ok());
        CHECK(promised.size() == members.size());
        for (auto& member : members)
            CHECK(member->committed("t") >= promised[member->group]);
        CHECK(disk.offsets->log_start_offset() > 0);
    }
}

}  // namespace atlas::broker
