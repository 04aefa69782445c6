// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/properties.h"

#include <doctest/doctest.h>

#include "broker/cluster/topic.h"

namespace atlas::broker {

TEST_CASE("a topic's setting is its own, else the cluster's, else Kafka's default") {
    const Properties properties(ConfigMap{{"log.retention.ms", "5000"}});
    CHECK(properties.topic_number({}, "segment.bytes") == 1073741824);
    CHECK(properties.topic_number({}, "retention.ms") == 5000);
    CHECK(properties.topic_number({{"retention.ms", "7"}}, "retention.ms") == 7);
}

TEST_CASE("the finest spelling of the retention wins") {
    CHECK(
        Properties(ConfigMap{{"log.retention.hours", "1"}}).number("log.retention.ms") == 3'600'000
    );
    CHECK(
        Properties(ConfigMap{{"log.retention.hours", "1"}, {"log.retention.minutes", "1"}})
            .number("log.retention.ms") == 60'000
    );
    CHECK(
        Properties(ConfigMap{{"log.retention.hours", "1"}, {"log.retention.ms", "9"}})
            .number("log.retention.ms") == 9
    );
    CHECK(Properties(ConfigMap{{"log.retention.hours", "-1"}}).number("log.retention.ms") == -1);
}

TEST_CASE("settings reach a partition; flush.messages decides about the sync") {
    const Properties properties;
    CHECK(properties.partition_settings({}).sync_before_ack);
    CHECK_FALSE(properties.partition_settings({{"flush.messages", "1000"}}).sync_before_ack);
    CHECK(
        properties.partition_settings({{"message.timestamp.type", "LogAppendTime"}}).log_append_time
    );
}

TEST_CASE("the older bound of timestamps holds for both sides, unless a newer one is set") {
    const Properties properties;
    const auto older =
        properties.partition_settings({{"message.timestamp.difference.max.ms", "5"}});
    CHECK(older.timestamp_before_ms_max == 5);
    CHECK(older.timestamp_after_ms_max == 5);
    const auto both = properties.partition_settings(
        {{"message.timestamp.difference.max.ms", "5"}, {"message.timestamp.after.max.ms", "7"}}
    );
    CHECK(both.timestamp_before_ms_max == 5);
    CHECK(both.timestamp_after_ms_max == 7);
}

TEST_CASE("overrides are judged in Kafka's order: names, values, and what they are together") {
    const Properties properties;
    const auto fault = [&](const ConfigMap& given) {
        auto kept = properties.read_overrides(given);
        return kept ? "" : kept.error().message();
    };
    CHECK(fault({{"a.b", "1"}, {"retention.ms", "x"}}) == "Unknown topic config name: a.b");
    CHECK(
        fault({{"retention.ms", "1"}, {"z.b", "1"}, {"segment.ms", "x"}}) ==
        "Unknown topic config name: z.b"
    );
    CHECK(
        fault({{"min.compaction.lag.ms", "10"}, {"max.compaction.lag.ms", "5"}}) ==
        "conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)"
    );
    auto kept = properties.read_overrides({{"retention.ms", " +5 "}, {"preallocate", "TRUE"}});
    REQUIRE(kept.ok());
    CHECK(kept.value() == ConfigMap{{"retention.ms", "5"}, {"preallocate", "true"}});
}

TEST_CASE("names of topics follow Kafka's rule") {
    for (const auto* name : {"a", "atlas.l1.telemetry.event", "A_b-c.9"})
        CHECK(is_topic_name(name));
    for (const auto* name : {"", ".", "..", "a b", "a/b", "é"})
        CHECK_FALSE(is_topic_name(name));
    CHECK(is_topic_name(std::string(249, 'x')));
    CHECK_FALSE(is_topic_name(std::string(250, 'x')));
}

}  // namespace atlas::broker
