// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "broker/handlers/broker_on_fake_disk.h"
#include "broker/handlers/config_resource.h"
#include "broker/protocol/alter_configs.h"
#include "broker/protocol/create_topics.h"
#include "broker/protocol/incremental_alter_configs.h"

namespace atlas::broker {
namespace {

using namespace protocol;

enum Operation : std::int8_t { set = 0, remove = 1, append = 2, subtract = 3 };
using Change = IncrementalAlterConfigsRequest::Resource::Config;
using Setting = std::pair<std::string, std::optional<std::string>>;

struct StartedBroker : BrokerOnFakeDisk {
    StartedBroker() { REQUIRE(start_broker().ok()); }
};

struct Fixture {
    Fixture() { REQUIRE(create("t", {}) == "0"); }
    std::string create(const std::string& name, const std::vector<Setting>& configs) {
        CreateTopicsRequest request;
        auto& topic = request.topics.emplace_back();
        topic.name = name;
        topic.num_partitions = topic.replication_factor = 1;
        for (const auto& [key, value] : configs)
            topic.configs.push_back({key, value});
        const auto made = client.call<CreateTopics>(request);
        REQUIRE(made);
        return text(made->topics.at(0));
    }
    static std::string text(const auto& answer) {
        if (answer.error_code == error::none) return "0";
        return std::to_string(answer.error_code) + " " + answer.error_message.value_or("");
    }
    std::string change(std::vector<Change> changes, int times = 1) {
        IncrementalAlterConfigsRequest request;
        for (int time = 0; time < times; ++time)
            request.resources.push_back({config_resource::topic, "t", changes});
        const auto answer = client.call<IncrementalAlterConfigs>(request);
        REQUIRE(answer);
        REQUIRE(answer->responses.size() == static_cast<std::size_t>(times));
        return text(answer->responses.back());
    }
    std::string replace(const std::vector<Setting>& configs) {
        AlterConfigsRequest request;
        auto& resource = request.resources.emplace_back();
        resource.resource_type = config_resource::topic;
        resource.resource_name = "t";
        for (const auto& [key, value] : configs)
            resource.configs.push_back({key, value});
        const auto answer = client.call<AlterConfigs>(request);
        REQUIRE(answer);
        return text(answer->responses.at(0));
    }
    ConfigMap configs(const std::string& topic = "t") {
        return disk.topics->find(topic)->record.configs;
    }

    StartedBroker disk;
    TestClient client{disk, false};
};

}  // namespace

TEST_CASE("CreateTopics: of a setting given twice the last counts, one without a value is refused"
) {
    Fixture fixture;
    CHECK(fixture.create("twice", {{"retention.ms", "abc"}, {"retention.ms", "7"}}) == "0");
    CHECK(fixture.configs("twice") == ConfigMap{{"retention.ms", "7"}});
    CHECK(
        fixture.create("bad", {{"retention.ms", "5"}, {"retention.ms", "abc"}}) ==
        "40 Invalid value abc for configuration retention.ms: Not a number of type LONG"
    );
    CHECK(
        fixture.create("null", {{"retention.ms", std::nullopt}}) ==
        "40 Null value not supported for topic configs: retention.ms"
    );
}

TEST_CASE("a change that names a setting or a resource twice, or no value, is refused as a whole") {
    Fixture fixture;
    const std::string twice = "42 Error due to duplicate config keys";
    const std::string null = "42 Null value not supported for : retention.ms";
    CHECK(fixture.change({{"retention.ms", set, "5"}, {"retention.ms", set, "5"}}) == twice);
    CHECK(fixture.replace({{"retention.ms", "5"}, {"retention.ms", "6"}}) == twice);
    CHECK(fixture.change({{"retention.ms", set, std::nullopt}}) == null);
    CHECK(fixture.replace({{"retention.ms", std::nullopt}}) == null);
    CHECK(
        fixture.change({{"retention.ms", set, "5"}}, 2) ==
        "42 Each resource must appear at most once."
    );
    CHECK(
        fixture.change({{"retention.ms", set, "x"}, {"no.such", set, "1"}}) ==
        "40 Unknown topic config name: no.such"
    );
    CHECK(fixture.configs().empty());
}

TEST_CASE("a change sets, removes, and adds to lists alone") {
    Fixture fixture;
    CHECK(fixture.change({{"retention.ms", set, " 5 "}, {"preallocate", set, "TRUE"}}) == "0");
    CHECK(fixture.configs() == ConfigMap{{"preallocate", "true"}, {"retention.ms", "5"}});
    CHECK(fixture.change({{"retention.ms", remove, std::nullopt}}) == "0");
    CHECK(fixture.change({{"preallocate", remove, std::nullopt}}) == "0");
    CHECK(
        fixture.change({{"retention.ms", append, "5"}}) ==
        "40 Can't APPEND to key retention.ms because its type is not LIST."
    );
    const std::string throttled = "leader.replication.throttled.replicas";
    CHECK(fixture.change({{throttled, append, "0:1,1:2"}}) == "0");
    CHECK(fixture.change({{throttled, append, "1:2,2:1"}}) == "0");
    CHECK(fixture.configs() == ConfigMap{{throttled, "0:1,1:2,2:1"}});
    CHECK(fixture.change({{throttled, subtract, "0:1,2:1"}}) == "0");
    CHECK(fixture.configs() == ConfigMap{{throttled, "1:2"}});
    CHECK(fixture.change({{"cleanup.policy", append, "compact"}}).starts_with("40 Invalid value"));
    CHECK(fixture.replace({{"retention.ms", "7"}}) == "0");
    CHECK(fixture.configs() == ConfigMap{{"retention.ms", "7"}});
}

TEST_CASE("IncrementalAlterConfigs: two changes at a time both hold, and both are checked") {
    Fixture fixture;
    constexpr auto version = IncrementalAlterConfigs::version_max;
    const auto send = [&](const std::string& name, const std::string& value) {
        IncrementalAlterConfigsRequest request;
        request.resources.push_back({config_resource::topic, "t", {{name, set, value}}});
        return fixture.client.send<IncrementalAlterConfigs>(request, version);
    };
    const auto code = [&](std::uint64_t number) {
        const auto answer = fixture.client.answer<IncrementalAlterConfigs>(number, version);
        REQUIRE(answer);
        return answer->responses.at(0).error_code;
    };
    const auto first = send("retention.ms", "7"), second = send("max.message.bytes", "99");
    CHECK(code(first) == error::none);
    CHECK(code(second) == error::none);
    CHECK(fixture.configs() == ConfigMap{{"max.message.bytes", "99"}, {"retention.ms", "7"}});
    // Each alone would be accepted.
    const auto least = send("min.compaction.lag.ms", "50"),
               most = send("max.compaction.lag.ms", "9");
    CHECK(code(least) == error::none);
    CHECK(code(most) != error::none);
    CHECK_FALSE(fixture.configs().contains("max.compaction.lag.ms"));
}

}  // namespace atlas::broker
