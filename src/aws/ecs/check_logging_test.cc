// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_logging.h"

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"

using namespace atlas::aws;
using namespace atlas::aws::ecs;
using atlas::aws::ecs::testing::Region;

namespace {

/// The error for a container that logs by awslogs, with one option changed (null = left out).
std::string error_with(const std::string& option = "mode", const char* value = nullptr) {
    ContainerDefinition container;
    auto& log = container.log_configuration.emplace();
    log.log_driver = "awslogs";
    log.options["awslogs-group"] = "/ecs/app";
    log.options["awslogs-region"] = "us-east-1";
    log.options["awslogs-stream-prefix"] = "ecs";
    if (value)
        log.options[option] = value;
    else
        log.options.erase(option);
    auto wrong = check_logging(container, "us-east-1");
    return wrong ? wrong->message : "";
}

}  // namespace

TEST_CASE("what the awslogs driver can do here is taken") {
    CHECK(error_with().empty());
    CHECK(error_with("awslogs-create-group", "true").empty());
    CHECK(error_with("mode", "non-blocking").empty());
    CHECK(error_with("max-buffer-size", "25m").empty());
    CHECK_FALSE(check_logging(ContainerDefinition{}, "us-east-1"));
}

TEST_CASE("options that are missing, unknown or not delivered by are refused in AWS's words") {
    CHECK(error_with("awslogs-group") == "Log driver awslogs requires options: awslogs-group");
    CHECK(error_with("awslogs-region") == "Log driver awslogs requires options: awslogs-region");
    CHECK(
        error_with("awslogs-group", "") ==
        "Log driver awslogs option 'awslogs-group' should not be null or empty."
    );
    CHECK(error_with("log_key", "log") == "Log driver awslogs disallows options: log_key");
    CHECK(
        error_with("awslogs-create-group", "false") ==
        "Log driver awslogs option 'awslogs-create-group' should only be set to 'true', else omit "
        "option."
    );
    for (const auto* option : {"awslogs-datetime-format", "awslogs-multiline-pattern"})
        CHECK(error_with(option, "%Y").contains("is not supported on this region yet."));
    CHECK(error_with("awslogs-region", "eu-west-1").contains("can only be 'us-east-1'"));
    CHECK(error_with("mode", "sometimes").contains("should be 'blocking' or 'non-blocking'."));
}

TEST_CASE("a definition whose lines would go nowhere is not registered") {
    Region region;
    auto input = region.definition();
    input.container_definitions[0].log_configuration->log_driver = "splunk";
    auto refused = region.aws.call<RegisterTaskDefinition>(input);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "ClientException");
    CHECK(refused.error().message.starts_with("Log driver splunk is not supported"));
}
