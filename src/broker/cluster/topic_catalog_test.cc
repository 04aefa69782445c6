// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/topic_catalog.h"

#include <deque>

#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"

namespace atlas::broker {
namespace {

/// Runs one task per call of run_one.
struct SteppedWorkers final : Workers {
    void run_task(Executor::Task task) override { tasks.push_back(std::move(task)); }
    bool run_one() {
        if (tasks.empty()) return false;
        auto task = std::move(tasks.front());
        tasks.pop_front();
        task();
        return true;
    }
    std::deque<Executor::Task> tasks;
};

/// A catalog on a fake disk whose power can be cut.
struct CatalogOnFakeDisk : LogOnFakeDisk {
    explicit CatalogOnFakeDisk(std::uint64_t seed = 1) : LogOnFakeDisk(seed), random(seed) {}

    Result<> start() {
        topics.reset();
        ATLAS_TRY(files.make_directories("kafka"));
        ATLAS_TRY(open());
        auto records = ATLAS_TRY(load_topics(files, "kafka/topics.json"));
        topics = ATLAS_TRY(TopicCatalog::open(
            {*log, files, *working, home, random, properties, "kafka/topics.json"},
            std::move(records)
        ));
        return {};
    }
    void run_all() {
        do
            home.run_all();
        while (stepped.run_one());
    }
    /// Whether the creation succeeded; nothing if there was no answer.
    std::optional<bool> create(
        const std::string& name, std::size_t partitions, ConfigMap configs = {}
    ) {
        TopicRecord record;
        record.name = name;
        record.configs = std::move(configs);
        record.replicas.assign(partitions, {1, 2});
        std::optional<bool> answer;
        topics->create(std::move(record), [&](Result<> made) { answer = made.ok(); });
        home.run_all();
        return answer;
    }
    std::optional<bool> remove(const std::string& name) {
        std::optional<bool> answer;
        topics->remove(name, [&](Result<> gone) { answer = gone.ok(); });
        home.run_all();
        return answer;
    }

    void change(ConfigMap configs, TopicCatalog::Done done) {
        auto edit = [configs](const ConfigMap&) { return configs; };
        topics->change_configs("events", edit, std::move(done));
    }

    InlineWorkers workers;
    SteppedWorkers stepped;
    Workers* working = &workers;
    SeededRandom random;
    Properties properties;
    std::unique_ptr<TopicCatalog> topics;
};

}  // namespace

TEST_CASE("a topic is there after a power cut, with its id, settings and partitions") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    REQUIRE(disk.create("events", 3, {{"retention.ms", "1000"}}) == true);
    const auto id = disk.topics->find("events")->record.id;
    CHECK_FALSE(id.is_zero());
    disk.files.cut_power();
    REQUIRE(disk.start().ok());
    const auto* topic = disk.topics->find("events");
    REQUIRE(topic);
    CHECK(topic->record.id == id);
    CHECK(disk.topics->find(id) == topic);
    CHECK(topic->partitions.size() == 3);
    CHECK(topic->record.replicas[2] == Replicas{1, 2});
    CHECK(topic->partitions[0]->settings().retention_ms == 1000);
}

TEST_CASE("a name is taken while its topic is being made, and once") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    TopicRecord record;
    record.name = "events";
    record.replicas = {{1}};
    std::vector<bool> answers;
    disk.topics->create(record, [&](Result<> made) { answers.push_back(made.ok()); });
    CHECK(disk.topics->is_taken("events"));
    CHECK(disk.topics->find("events") == nullptr);
    disk.topics->create(record, [&](Result<> made) { answers.push_back(made.ok()); });
    disk.home.run_all();
    CHECK(answers == std::vector{false, true});
}

TEST_CASE("a topic that is deleted is gone for good, folders too") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    REQUIRE(disk.create("events", 2) == true);
    REQUIRE(disk.remove("events") == true);
    CHECK_FALSE(disk.topics->is_taken("events"));
    CHECK(disk.log->find("events", 0) == nullptr);
    disk.files.cut_power();
    REQUIRE(disk.start().ok());
    CHECK(disk.topics->find("events") == nullptr);
    CHECK(disk.remove("events") == false);
}

TEST_CASE("partitions are added behind those that are there") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    REQUIRE(disk.create("events", 1) == true);
    std::optional<bool> added;
    disk.topics->add_partitions("events", {{2}, {1}}, [&](Result<> made) { added = made.ok(); });
    disk.home.run_all();
    CHECK(added == true);
    disk.files.cut_power();
    REQUIRE(disk.start().ok());
    CHECK(disk.topics->find("events")->partitions.size() == 3);
    CHECK(disk.topics->find("events")->record.replicas[1] == Replicas{2});
}

TEST_CASE("partitions that are made while their topic is deleted go with it") {
    // The deletion may arrive before any step of the worker or of the loop.
    for (int steps = 0; steps < 6; ++steps) {
        CAPTURE(steps);
        CatalogOnFakeDisk disk;
        REQUIRE(disk.start().ok());
        REQUIRE(disk.create("events", 1) == true);
        disk.working = &disk.stepped;
        REQUIRE(disk.start().ok());
        std::optional<bool> added, gone, again;
        disk.topics->add_partitions("events", {{1}, {1}}, [&](Result<> made) {
            added = made.ok();
        });
        for (int step = 0; step < steps; ++step) {
            if (step % 2 == 0) disk.stepped.run_one();
            if (step % 2 == 1) disk.home.run_all();
        }
        disk.topics->remove("events", [&](Result<> removed) { gone = removed.ok(); });
        disk.run_all();
        CHECK(added == (steps >= 2));
        CHECK(gone == true);
        CHECK(disk.log->partitions().empty());
        TopicRecord record;
        record.name = "events";
        record.replicas = {{1}, {1}, {1}};
        disk.topics->create(record, [&](Result<> made) { again = made.ok(); });
        disk.run_all();
        CHECK(again == true);
    }
}

TEST_CASE("partitions whose topic could not be written down are gone again") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    REQUIRE(disk.create("events", 1) == true);
    // topics.json cannot be replaced: its temporary name is a folder.
    REQUIRE(disk.files.make_directories("kafka/topics.json.tmp").ok());
    CHECK(disk.create("other", 2) == false);
    CHECK(disk.log->find("other", 0) == nullptr);
    CHECK_FALSE(disk.topics->is_taken("other"));
    std::optional<bool> added, changed;
    disk.topics->add_partitions("events", {{1}, {1}}, [&](Result<> made) { added = made.ok(); });
    disk.change({{"max.message.bytes", "99"}}, [&](Result<> made) { changed = made.ok(); });
    disk.home.run_all();
    CHECK(added == false);
    CHECK(changed == false);
    CHECK(disk.log->partitions().size() == 1);

    REQUIRE(disk.files.remove("kafka/topics.json.tmp").ok());
    CHECK(disk.create("other", 2) == true);
    REQUIRE(disk.start().ok());
    CHECK(disk.topics->find("events")->partitions.size() == 1);
    CHECK(disk.topics->find("events")->record.configs.empty());
}

namespace {
/// One topic, and workers that run step by step.
struct SteppedCatalog : CatalogOnFakeDisk {
    SteppedCatalog() {
        REQUIRE(start().ok());
        REQUIRE(create("events", 1) == true);
        working = &stepped;
        REQUIRE(start().ok());
    }
    void change(const std::string& bytes, std::optional<bool>& done) {
        CatalogOnFakeDisk::change({{"max.message.bytes", bytes}}, [&](Result<> made) {
            done = made.ok();
        });
    }
    /// topics.json cannot be replaced while its temporary name is a folder.
    void let_writes_fail(bool fail) {
        const std::string beside = "kafka/topics.json.tmp";
        REQUIRE((fail ? files.make_directories(beside) : files.remove(beside)).ok());
    }
    std::string bytes_max() {
        return topics->find("events")->record.configs.at("max.message.bytes");
    }
};
}  // namespace

TEST_CASE("a change that waits for a write that fails is not taken back with it") {
    SteppedCatalog disk;
    std::optional<bool> first, second;
    disk.let_writes_fail(true);
    disk.change("98", first);
    disk.change("99", second);
    disk.stepped.run_one();
    disk.let_writes_fail(false);
    disk.run_all();
    CHECK(first == false);
    CHECK(second == true);
    CHECK(disk.bytes_max() == "99");
    REQUIRE(disk.start().ok());
    CHECK(disk.bytes_max() == "99");
}

TEST_CASE("what was stored while a topic was being removed is kept if the removal fails") {
    SteppedCatalog disk;
    std::optional<bool> changed, added, gone;
    SUBCASE("settings") {
        disk.change("99", changed);
        disk.topics->remove("events", [&](Result<> done) { gone = done.ok(); });
        disk.stepped.run_one();
        disk.let_writes_fail(true);
        disk.run_all();
        CHECK(changed == true);
        CHECK(gone == false);
        CHECK(disk.bytes_max() == "99");
        CHECK(disk.topics->find("events")->partitions[0]->settings().message_bytes_max == 99);
    }
    SUBCASE("partitions") {
        disk.topics->add_partitions("events", {{1}}, [&](Result<> done) { added = done.ok(); });
        disk.stepped.run_one();
        disk.home.run_all();
        disk.topics->remove("events", [&](Result<> done) { gone = done.ok(); });
        disk.stepped.run_one();
        disk.let_writes_fail(true);
        disk.run_all();
        CHECK(added == true);
        CHECK(gone == false);
        CHECK(disk.topics->find("events")->partitions.size() == 2);
    }
    disk.let_writes_fail(false);
    const auto partitions = disk.topics->find("events")->partitions.size();
    REQUIRE(disk.start().ok());
    CHECK(disk.topics->find("events")->partitions.size() == partitions);
}

TEST_CASE("changes that come while the file of topics is written share the next write") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    disk.working = &disk.stepped;
    REQUIRE(disk.start().ok());
    int made = 0;
    for (int number = 0; number < 50; ++number) {
        TopicRecord record;
        record.name = "t" + std::to_string(number);
        record.replicas = {{1}};
        disk.topics->create(std::move(record), [&](Result<> done) { made += done.ok(); });
    }
    // The worker makes the partitions of all topics before the loop gets the first result.
    for (int number = 0; number < 50; ++number)
        disk.stepped.run_one();
    disk.run_all();
    CHECK(made == 50);
    CHECK(disk.topics->file_writes() == 2);
    REQUIRE(disk.start().ok());
    CHECK(disk.topics->all().size() == 50);
}

TEST_CASE("a change of settings reaches the partitions") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    REQUIRE(disk.create("events", 1) == true);
    disk.change({{"max.message.bytes", "99"}}, [](Result<>) {});
    disk.home.run_all();
    CHECK(disk.topics->find("events")->partitions[0]->settings().message_bytes_max == 99);
    disk.properties = Properties(ConfigMap{{"log.retention.hours", "2"}});
    disk.topics->properties_changed();
    CHECK(disk.topics->find("events")->partitions[0]->settings().retention_ms == 7'200'000);
}

TEST_CASE("a topic asks as much of the disk whatever others there are, and so does its end") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    const auto changes_of = [&](auto&& step) {
        const auto before = disk.files.changes();
        step();
        return disk.files.changes() - before;
    };
    const auto create = [&](const std::string& name) { return [&] { disk.create(name, 2); }; };
    const auto first = changes_of(create("first"));
    const auto gone = changes_of([&] { disk.remove("first"); });
    for (int number = 0; number < 100; ++number)
        REQUIRE(disk.create("t" + std::to_string(number), 2) == true);
    CHECK(changes_of(create("last")) == first);
    CHECK(changes_of([&] { disk.remove("last"); }) == gone);
    CHECK(first < 40);
}

TEST_CASE("a topic that is being made when the broker stops is given up") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    disk.topics->stop();
    CHECK(disk.create("events", 1000) == false);
    CHECK(disk.log->partitions().empty());
}

TEST_CASE("folders that no topic owns are removed at start") {
    CatalogOnFakeDisk disk;
    REQUIRE(disk.start().ok());
    REQUIRE(disk.log->create_partition("orphan", 0, {}).ok());
    REQUIRE(disk.start().ok());
    CHECK(disk.log->find("orphan", 0) == nullptr);
}

TEST_CASE("a topic is whole or not at all, wherever the power is cut") {
    int cut = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        CatalogOnFakeDisk disk(seed);
        REQUIRE(disk.start().ok());
        REQUIRE(disk.create("before", 2) == true);
        disk.files.stop_after(1 + seed % 40);
        const auto made = disk.create("events", 3);
        const auto gone = disk.remove("before");
        cut += disk.files.stopped();
        disk.files.cut_power();
        REQUIRE(disk.start().ok());
        const auto* events = disk.topics->find("events");
        if (made == true) CHECK(events != nullptr);
        if (gone == true) CHECK(disk.topics->find("before") == nullptr);
        for (const auto& [name, topic] : disk.topics->all())
            CHECK(topic.partitions.size() == topic.record.replicas.size());
        CHECK(
            disk.log->partitions().size() ==
            (events ? 3u : 0u) + (disk.topics->find("before") ? 2u : 0u)
        );
    }
    CHECK(cut > 30);
}

TEST_CASE("the file of topics reads back what was written, and refuses what it is not") {
    TopicRecords topics;
    topics["events"].name = "events";
    topics["events"].id.bytes[0] = 7;
    topics["events"].configs["retention.ms"] = "5";
    topics["events"].replicas = {{1, 2}, {2, 1}};
    auto back = parse_topics(TopicFile(topics).text());
    REQUIRE(parse_topics(TopicFile().text()).value().empty());
    REQUIRE(back.ok());
    CHECK(back.value().at("events").id == topics["events"].id);
    CHECK(back.value().at("events").configs == topics["events"].configs);
    CHECK(back.value().at("events").replicas == topics["events"].replicas);
    CHECK_FALSE(parse_topics("{").ok());
    auto later = parse_topics(R"({"version":2,"topics":[]})");
    REQUIRE_FALSE(later.ok());
    CHECK(later.error().message().find("version 2") != std::string::npos);
    CHECK_FALSE(parse_topics(R"({"topics":[{"name":"x","id":"00"}]})").ok());
}

}  // namespace atlas::broker
