// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/describe_configs.h"

#include <map>

#include <doctest/doctest.h>

#include "broker/handlers/broker_on_fake_disk.h"
#include "broker/handlers/config_resource.h"
#include "broker/protocol/create_topics.h"

namespace atlas::broker {
namespace {

using namespace protocol;

struct StartedBroker : BrokerOnFakeDisk {
    explicit StartedBroker(ConfigMap given) : BrokerOnFakeDisk(std::move(given)) {
        REQUIRE(start_broker().ok());
    }
};

struct Fixture {
    using Config = DescribeConfigsResponse::Result::Config;

    explicit Fixture(ConfigMap given = {}) : disk(std::move(given)) {}
    std::map<std::string, Config> describe(
        std::int8_t type, const std::string& name, bool documented, std::int16_t version = 4
    ) {
        DescribeConfigsRequest request;
        request.resources.push_back({type, name, std::nullopt});
        request.include_documentation = documented;
        request.include_synonyms = true;
        const auto answer = client.call<DescribeConfigs>(request, version);
        REQUIRE(answer);
        std::map<std::string, Config> configs;
        for (const auto& config : answer->results.at(0).configs)
            CHECK(configs.emplace(config.name, config).second);
        return configs;
    }

    StartedBroker disk;
    TestClient client{disk, false};
};

}  // namespace

TEST_CASE("a broker tells of every setting that Kafka has, with its kind and documentation") {
    Fixture fixture({{"num.partitions", "6"}, {"num.io.threads", "3"}, {"made.up", "x"}});
    const auto configs = fixture.describe(config_resource::broker, "1", true);
    CHECK(configs.size() == 314 + 2);  // with the unknown property and one of this broker alone
    for (const auto& [name, config] : configs) {
        INFO(name);
        CHECK(config.config_type > 0);
        CHECK(config.read_only);
        if (name != "made.up") CHECK_FALSE(config.documentation.value_or("").empty());
    }
    CHECK(configs.at("broker.id").value == "1");
    CHECK(configs.at("log.dirs").value == "kafka");
    CHECK(configs.at("num.partitions").value == "6");
    CHECK(configs.at("num.io.threads").value == "3");
    CHECK(configs.at("num.io.threads").synonyms.size() == 2);
    CHECK(configs.at("made.up").value == "x");
    CHECK_FALSE(configs.at("broker.rack").value);
    CHECK(configs.at("ssl.key.password").is_sensitive);
    CHECK_FALSE(configs.at("ssl.key.password").value);
    CHECK(configs.at("offsets.commit.required.acks").config_type == 4);
}

TEST_CASE("documentation comes only where it is asked for") {
    Fixture fixture;
    for (const auto& [name, config] : fixture.describe(config_resource::broker, "1", false))
        CHECK_FALSE(config.documentation);
    for (const auto& [name, config] : fixture.describe(config_resource::broker, "1", true, 2))
        CHECK_FALSE(config.documentation);
}

TEST_CASE("a topic tells of every setting that a topic of Kafka has") {
    Fixture fixture;
    CreateTopicsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    topic.num_partitions = topic.replication_factor = 1;
    topic.configs.push_back({"retention.ms", "7"});
    REQUIRE(fixture.client.call<CreateTopics>(request)->topics.at(0).error_code == 0);
    const auto configs = fixture.describe(config_resource::topic, "t", true);
    CHECK(configs.size() == 36);
    for (const auto& [name, config] : configs) {
        INFO(name);
        CHECK_FALSE(config.documentation.value_or("").empty());
    }
    CHECK(configs.at("retention.ms").value == "7");
    CHECK(configs.at("retention.ms").config_source == 1);
    CHECK(configs.at("leader.replication.throttled.replicas").value == "");
}

}  // namespace atlas::broker
