// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/elbv2/balancer_plan.h"
#include "aws/wire/reserved_names.h"

namespace atlas::aws::elbv2 {
namespace {

TEST_CASE("names that only the region gives out are not published for a rule") {
    State state;
    store::Batch batch;
    BalancerRow balancer;
    balancer.balancer.load_balancer_arn = "arn:b";
    ListenerRow listener;
    listener.listener.listener_arn = "arn:l";
    listener.listener.load_balancer_arn = "arn:b";
    state.listeners.put(batch, "arn:l", listener);
    RuleRow rule;
    rule.listener_arn = "arn:l";
    RuleCondition condition;
    condition.field = "host-header";
    condition.host_header_config.emplace();
    for (const auto* name :
         {"Events.staging.atlas.test",
          "*.staging.atlas.test",
          "example.com",
          "b-1.stream.1bd4b6.c2.Kafka.us-east-1.atlas.test",
          "111122223333.dkr.ecr.us-east-1.atlas.test"})
        condition.host_header_config->values.push_back(name);
    rule.rule.conditions.push_back(condition);
    state.rules.put(batch, "arn:r", rule);
    auto names = host_names(state, balancer, Place{});
    CHECK(names.published == std::vector<std::string>{"events.staging.atlas.test"});
    CHECK(
        names.reserved ==
        std::vector<std::string>{
            "111122223333.dkr.ecr.us-east-1.atlas.test",
            "b-1.stream.1bd4b6.c2.kafka.us-east-1.atlas.test",
        }
    );
}

TEST_CASE("a name belongs to the region by its last labels, whatever their case") {
    const Place place;
    CHECK(is_reserved_name(place, "x.US-EAST-1.atlas.test."));
    CHECK(is_reserved_name(place, "us-east-1.atlas.test"));
    CHECK(!is_reserved_name(place, "x-us-east-1.atlas.test"));
    CHECK(!is_reserved_name(place, "us-east-1.staging.atlas.test"));
    CHECK(!is_reserved_name(place, "atlas.test"));
}

}  // namespace
}  // namespace atlas::aws::elbv2
