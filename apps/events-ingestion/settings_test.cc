// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/settings.h"

#include <map>

#include <doctest/doctest.h>

using namespace atlas::ingestion;

namespace {

using Variables = std::map<std::string, std::string>;

std::variant<Settings, Problems> load(const Variables& variables) {
    return load_settings([&](const std::string& name) -> std::optional<std::string> {
        auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    });
}

const Variables least = {
    {"KAFKA_BOOTSTRAP", "b-1:9098"},
    {"AWS_REGION", "us-east-1"},
    {"WRITE_KEYS", R"([{"id":"web","key":"k"}])"},
};

}  // namespace

TEST_CASE("three variables are enough") {
    auto loaded = load(least);
    auto& settings = std::get<Settings>(loaded);
    CHECK(settings.topic == "atlas.l1.telemetry.event");
    CHECK(settings.port == 8080);
    CHECK(settings.topic_partitions == 6);
    CHECK_FALSE(settings.plaintext);
    CHECK(settings.limits.event_bytes_max == 32768);
}

TEST_CASE("every problem is told at once") {
    auto loaded = load({{"PORT", "x"}, {"EVENT_BYTES_MAX", "0"}, {"KAFKA_SECURITY", "none"}});
    CHECK(
        std::get<Problems>(loaded) ==
        Problems{
            "KAFKA_BOOTSTRAP is not set",
            "KAFKA_SECURITY must be iam or plaintext",
            "AWS_REGION is not set",
            "EVENT_BYTES_MAX must be a whole number from 1 to 1000000",
            "PORT must be a whole number from 0 to 65535",
            "WRITE_KEYS has no keys",
        }
    );
}

TEST_CASE("limits come from the environment") {
    auto variables = least;
    variables["EVENT_BYTES_MAX"] = "100";
    variables["BATCH_BYTES_MAX"] = "200";
    variables["BATCH_EVENTS_MAX"] = "3";
    variables["KAFKA_SECURITY"] = "plaintext";
    auto loaded = load(variables);
    auto& settings = std::get<Settings>(loaded);
    CHECK(settings.limits.event_bytes_max == 100);
    CHECK(settings.limits.batch_bytes_max == 200);
    CHECK(settings.limits.batch_events_max == 3);
    CHECK(settings.plaintext);
}
