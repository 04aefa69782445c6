// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/kafka_setting.h"

#include <algorithm>

#include <doctest/doctest.h>

namespace atlas::broker {

TEST_CASE("every setting that this broker reads is told of, with its kind and documentation") {
    const auto settings = kafka_settings();
    CHECK(settings.size() == 314 + 1);  // one more that only this broker has
    for (const auto& key : config_keys()) {
        const auto name = key.broker.empty() ? key.topic : key.broker;
        INFO(name);
        CHECK_FALSE(find_documentation(name).empty());
        if (key.broker.empty()) continue;
        const auto found = std::ranges::find(settings, name, &KafkaSetting::name);
        REQUIRE(found != settings.end());
        CHECK(found->kind == key.kind);
    }
}

TEST_CASE("every setting has a sentence of its own") {
    for (const auto& setting : kafka_settings()) {
        INFO(setting.name);
        CHECK(setting.documentation.ends_with('.'));
    }
    CHECK(find_documentation("no.such").empty());
}

}  // namespace atlas::broker
