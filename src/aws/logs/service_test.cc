// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/service.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

#include "aws/logs/filter_pattern.h"
#include "aws/models/logs/create_log_group.h"
#include "aws/models/logs/create_log_stream.h"
#include "aws/models/logs/delete_log_group.h"
#include "aws/models/logs/describe_log_groups.h"
#include "aws/models/logs/filter_log_events.h"
#include "aws/models/logs/get_log_events.h"
#include "aws/models/logs/put_log_events.h"
#include "aws/models/logs/put_retention_policy.h"
#include "aws/wire/testing/service_fixture.h"

namespace atlas::aws::logs {
namespace {

struct Logs {
    testing::ServiceFixture fixture;
    std::unique_ptr<Service> service = make_service();
    std::string folder;
    Logs() {
        char name[] = "/tmp/atlas-logs-XXXXXX";
        folder = ::mkdtemp(name);
        fixture.host.here.home = folder;
        fixture.start({service.get()});
        CreateLogGroupInput group;
        group.log_group_name = "/ecs/events";
        REQUIRE(fixture.call<CreateLogGroup>(group).ok());
        REQUIRE(fixture.call<CreateLogStream>({"/ecs/events", "task/1"}).ok());
    }
    ~Logs() { std::filesystem::remove_all(folder); }

    std::int64_t now() {
        auto since = fixture.host.time.now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
    }
    Answer<PutLogEventsOutput> put(std::vector<std::string> messages, std::int64_t at) {
        PutLogEventsInput input;
        input.log_group_name = "/ecs/events";
        input.log_stream_name = "task/1";
        for (auto& message : messages)
            input.log_events.push_back({at, std::move(message)});
        return fixture.call<PutLogEvents>(input);
    }
    std::vector<std::string> get(const GetLogEventsInput& input) {
        std::vector<std::string> messages;
        for (const auto& event : fixture.call<GetLogEvents>(input).value().events)
            messages.push_back(*event.message);
        return messages;
    }
    GetLogEventsInput asking() {
        GetLogEventsInput input;
        input.log_group_name = "/ecs/events";
        input.log_stream_name = "task/1";
        return input;
    }
};

TEST_CASE("events come back in order, the newest page first, and page on") {
    Logs logs;
    REQUIRE(logs.put({"one", "two", "three"}, logs.now()).ok());
    auto input = logs.asking();
    CHECK(logs.get(input) == std::vector<std::string>{"one", "two", "three"});
    input.limit = 2;
    CHECK(logs.get(input) == std::vector<std::string>{"two", "three"});
    input.start_from_head = true;
    auto page = logs.fixture.call<GetLogEvents>(input);
    input.next_token = page.value().next_forward_token;
    CHECK(logs.get(input) == std::vector<std::string>{"three"});
    input.next_token = "nonsense";
    CHECK(logs.fixture.call<GetLogEvents>(input).error().code == "InvalidParameterException");
}

TEST_CASE("what is too old or too new is rejected by index") {
    Logs logs;
    auto old = logs.put({"old"}, logs.now() - 15LL * 86'400'000);
    CHECK(old.value().rejected_log_events_info->too_old_log_event_end_index == 1);
    CHECK(logs.put({}, logs.now()).error().code == "InvalidParameterException");
    CHECK(logs.get(logs.asking()).empty());
}

TEST_CASE("a filter finds over all streams, in the order of time") {
    Logs logs;
    REQUIRE(logs.fixture.call<CreateLogStream>({"/ecs/events", "task/2"}).ok());
    REQUIRE(logs.put({"error one", "fine"}, logs.now()).ok());
    FilterLogEventsInput input;
    input.log_group_name = "/ecs/events";
    input.filter_pattern = "error";
    auto found = logs.fixture.call<FilterLogEvents>(input);
    REQUIRE(found.value().events.size() == 1);
    CHECK(found.value().events.front().message == "error one");
    input.filter_pattern = "{ $.a = 1 }";
    CHECK(logs.fixture.call<FilterLogEvents>(input).error().code == "InvalidParameterException");
}

TEST_CASE("retention takes only values of the API, and really deletes") {
    Logs logs;
    CHECK(
        logs.fixture.call<PutRetentionPolicy>({"/ecs/events", 2}).error().code ==
        "InvalidParameterException"
    );
    REQUIRE(logs.put({"old"}, logs.now()).ok());
    REQUIRE(logs.fixture.call<PutRetentionPolicy>({"/ecs/events", 1}).ok());
    logs.fixture.settle();
    CHECK(logs.get(logs.asking()).size() == 1);
    logs.fixture.advance(std::chrono::hours(25));
    CHECK(logs.get(logs.asking()).empty());
}

TEST_CASE("a deleted group takes its events with it") {
    Logs logs;
    REQUIRE(logs.put({"one"}, logs.now()).ok());
    REQUIRE(logs.fixture.call<DeleteLogGroup>({"/ecs/events"}).ok());
    CHECK(logs.fixture.call<DescribeLogGroups>({}).value().log_groups.empty());
    CHECK(
        logs.fixture.call<GetLogEvents>(logs.asking()).error().code == "ResourceNotFoundException"
    );
}

TEST_CASE("terms are all, any or none") {
    auto pattern = FilterPattern::parse(R"(a ?"b c" ?d -e)");
    REQUIRE(pattern.ok());
    CHECK(pattern.value().matches("a b c"));
    CHECK(pattern.value().matches("d a"));
    CHECK_FALSE(pattern.value().matches("a b"));
    CHECK_FALSE(pattern.value().matches("a d e"));
}

}  // namespace
}  // namespace atlas::aws::logs
