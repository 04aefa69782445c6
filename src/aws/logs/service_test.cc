// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/service.h"

#include <utility>

#include <doctest/doctest.h>

#include "aws/logs/filter_pattern.h"
#include "aws/models/logs/create_log_group.h"
#include "aws/models/logs/create_log_stream.h"
#include "aws/models/logs/delete_log_group.h"
#include "aws/models/logs/delete_log_stream.h"
#include "aws/models/logs/describe_log_groups.h"
#include "aws/models/logs/describe_log_streams.h"
#include "aws/models/logs/filter_log_events.h"
#include "aws/models/logs/get_log_events.h"
#include "aws/models/logs/put_log_events.h"
#include "aws/models/logs/put_log_group_deletion_protection.h"
#include "aws/models/logs/put_retention_policy.h"
#include "aws/wire/testing/held_workers.h"
#include "aws/wire/testing/service_fixture.h"
#include "linux/fake_file_system.h"

namespace atlas::aws::logs {
namespace {

/// A disk that fails the test if the region thread uses it.
class WorkersOnlyFiles final : public linux::FileSystem {
public:
    explicit WorkersOnlyFiles(const testing::HeldWorkers& workers) : workers_(workers) {}
    Result<std::unique_ptr<linux::File>> open(const std::string& path, linux::OpenMode mode)
        override {
        return on_worker().open(path, mode);
    }
    Result<> rename(const std::string& from, const std::string& to) override {
        return on_worker().rename(from, to);
    }
    Result<> remove(const std::string& path) override { return on_worker().remove(path); }
    Result<std::vector<std::string>> list(const std::string& directory) override {
        return on_worker().list(directory);
    }
    Result<> make_directories(const std::string& path) override {
        return on_worker().make_directories(path);
    }
    Result<> sync_directory(const std::string& path) override {
        return on_worker().sync_directory(path);
    }
    bool exists(const std::string& path) override { return disk.exists(path); }

    linux::FakeFileSystem disk{1};

private:
    linux::FileSystem& on_worker() {
        REQUIRE_MESSAGE(workers_.working, "the region thread asks the disk");
        return disk;
    }
    const testing::HeldWorkers& workers_;
};

struct Logs {
    testing::ServiceFixture fixture;
    testing::HeldWorkers workers;
    WorkersOnlyFiles files{workers};
    std::unique_ptr<Service> service = make_service(files);
    Logs() {
        fixture.host.pool = &workers;
        fixture.host.here.home = "/home";
        fixture.start({service.get()});
        CreateLogGroupInput group;
        group.log_group_name = "/ecs/events";
        REQUIRE(fixture.call<CreateLogGroup>(group).ok());
        REQUIRE(fixture.call<CreateLogStream>({"/ecs/events", "task/1"}).ok());
    }
    std::int64_t now() {
        auto since = fixture.host.time.now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
    }
    PutLogEventsInput putting(
        std::vector<std::string> messages, std::int64_t at, const std::string& stream = "task/1"
    ) {
        PutLogEventsInput input;
        input.log_group_name = "/ecs/events";
        input.log_stream_name = stream;
        for (auto& message : messages)
            input.log_events.push_back({at, std::move(message)});
        return input;
    }
    Answer<PutLogEventsOutput> put(
        std::vector<std::string> messages, std::int64_t at, const std::string& stream = "task/1"
    ) {
        return fixture.call<PutLogEvents>(putting(std::move(messages), at, stream));
    }
    /// The messages of each page of a filter.
    std::vector<std::vector<std::string>> pages(FilterLogEventsInput input) {
        std::vector<std::vector<std::string>> pages;
        do {
            auto output = fixture.call<FilterLogEvents>(input).value();
            auto& page = pages.emplace_back();
            for (auto& event : output.events)
                page.push_back(std::move(*event.message));
            input.next_token = output.next_token;
        } while (input.next_token);
        return pages;
    }
    std::vector<std::string> get(const GetLogEventsInput& input) {
        std::vector<std::string> messages;
        auto answer = fixture.call<GetLogEvents>(input);
        for (const auto& event : answer.value().events)
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

TEST_CASE("events are in the order of time, not of arrival; starts are in, ends are out") {
    Logs logs;
    const auto now = logs.now();
    REQUIRE(logs.put({"third"}, now).ok());
    REQUIRE(logs.put({"second"}, now - 30'000).ok());
    REQUIRE(logs.put({"first"}, now - 60'000).ok());
    auto input = logs.asking();
    CHECK(logs.get(input) == std::vector<std::string>{"first", "second", "third"});
    input.limit = 1;
    CHECK(logs.get(input) == std::vector<std::string>{"third"});
    input.start_from_head = true;
    CHECK(logs.get(input) == std::vector<std::string>{"first"});
    input.limit.reset();
    input.start_time = now - 30'000;
    input.end_time = now;
    CHECK(logs.get(input) == std::vector<std::string>{"second"});
    FilterLogEventsInput filter;
    filter.log_group_name = "/ecs/events";
    filter.end_time = now;  // inclusive in FilterLogEvents
    CHECK(logs.pages(filter).at(0) == std::vector<std::string>{"first", "second", "third"});
    auto stream = logs.fixture.call<DescribeLogStreams>({"/ecs/events"}).value().log_streams.at(0);
    CHECK(stream.first_event_timestamp == now - 60'000);
    CHECK(stream.last_event_timestamp == now);
}

TEST_CASE("pages of a stream end with the token that was given, in both directions") {
    Logs logs;
    for (int index = 0; index < 10; ++index)
        REQUIRE(logs.put({std::to_string(index)}, logs.now() - 100 + index).ok());
    for (bool forward : {true, false}) {
        auto input = logs.asking();
        input.limit = 4;
        input.start_from_head = forward;
        std::size_t seen = 0;
        int calls = 0;
        for (;;) {
            auto page = logs.fixture.call<GetLogEvents>(input).value();
            ++calls;
            seen += page.events.size();
            auto next = forward ? page.next_forward_token : page.next_backward_token;
            if (next == input.next_token) break;
            input.next_token = next;
        }
        CHECK(seen == 10);
        CHECK(calls == 4);
    }
}

TEST_CASE("a token of another stream, group or list is refused") {
    Logs logs;
    auto& fixture = logs.fixture;
    for (const auto* name : {"task/2", "task/3"})
        REQUIRE(fixture.call<CreateLogStream>({"/ecs/events", name}).ok());
    CreateLogGroupInput group;
    group.log_group_name = "/ecs/other";
    REQUIRE(fixture.call<CreateLogGroup>(group).ok());
    REQUIRE(logs.put({"one"}, logs.now()).ok());
    auto input = logs.asking();
    input.next_token = fixture.call<GetLogEvents>(input).value().next_forward_token;
    CHECK(fixture.call<GetLogEvents>(input).ok());
    input.log_stream_name = "task/2";
    CHECK(fixture.call<GetLogEvents>(input).error().code == "InvalidParameterException");
    FilterLogEventsInput filter;
    filter.log_group_name = "/ecs/events";
    filter.next_token = input.next_token;
    CHECK(fixture.call<FilterLogEvents>(filter).error().code == "InvalidParameterException");
    DescribeLogStreamsInput streams{"/ecs/events"};
    streams.limit = 2;
    streams.next_token = fixture.call<DescribeLogStreams>(streams).value().next_token;
    CHECK(fixture.call<DescribeLogStreams>(streams).value().log_streams.size() == 1);
    streams.descending = true;
    CHECK(fixture.call<DescribeLogStreams>(streams).error().code == "InvalidParameterException");
    DescribeLogGroupsInput groups;
    groups.limit = 1;
    groups.next_token = fixture.call<DescribeLogGroups>(groups).value().next_token;
    CHECK(fixture.call<DescribeLogGroups>(groups).value().log_groups.size() == 1);
    groups.log_group_name_prefix = "/ecs";
    CHECK(fixture.call<DescribeLogGroups>(groups).error().code == "InvalidParameterException");
    groups.next_token = "/ecs/events";
    CHECK(fixture.call<DescribeLogGroups>(groups).error().code == "InvalidParameterException");
}

TEST_CASE("a page of streams goes on where it ended, also when that stream is gone") {
    Logs logs;
    auto& fixture = logs.fixture;
    for (const auto* name : {"task/2", "task/3"}) {
        REQUIRE(fixture.call<CreateLogStream>({"/ecs/events", name}).ok());
        REQUIRE(logs.put({"x"}, logs.now() - (*(name + 5) - '0'), name).ok());
    }
    REQUIRE(logs.put({"x"}, logs.now() - 1).ok());
    DescribeLogStreamsInput streams{"/ecs/events"};
    streams.order_by = "LastEventTime";
    streams.descending = true;
    streams.limit = 2;
    auto page = fixture.call<DescribeLogStreams>(streams).value();
    REQUIRE(page.log_streams.size() == 2);
    CHECK(page.log_streams[1].log_stream_name == "task/2");
    REQUIRE(fixture.call<DeleteLogStream>({"/ecs/events", "task/2"}).ok());
    streams.next_token = page.next_token;
    page = fixture.call<DescribeLogStreams>(streams).value();
    REQUIRE(page.log_streams.size() == 1);
    CHECK(page.log_streams[0].log_stream_name == "task/3");
}

TEST_CASE("a filter takes names or a prefix, of streams that are there") {
    Logs logs;
    FilterLogEventsInput filter;
    filter.log_group_name = "/ecs/events";
    filter.log_stream_names = {"task/1", "task/9"};
    CHECK(logs.fixture.call<FilterLogEvents>(filter).error().code == "ResourceNotFoundException");
    filter.log_stream_names = {"task/1"};
    CHECK(logs.fixture.call<FilterLogEvents>(filter).ok());
    filter.log_stream_name_prefix = "task";
    CHECK(logs.fixture.call<FilterLogEvents>(filter).error().code == "InvalidParameterException");
    filter.log_stream_name_prefix.reset();
    filter.log_group_identifier = "/ecs/events";
    CHECK(logs.fixture.call<FilterLogEvents>(filter).error().code == "InvalidParameterException");
}

TEST_CASE("a batch is in order, within 24 hours and 1 MiB") {
    Logs logs;
    const auto now = logs.now();
    constexpr std::int64_t hour = 3'600'000;
    auto put = [&](std::vector<std::pair<std::int64_t, std::string>> events) {
        auto input = logs.putting({}, now);
        for (auto& [at, message] : events)
            input.log_events.push_back({at, std::move(message)});
        auto answer = logs.fixture.call<PutLogEvents>(input);
        return answer ? std::string("ok") : answer.error().code;
    };
    const std::string refused = "InvalidParameterException";
    CHECK(put({{now, "b"}, {now - 1, "a"}}) == refused);
    CHECK(put({{now - 24 * hour - 1, "a"}, {now, "b"}}) == refused);
    CHECK(put({{now - 24 * hour, "a"}, {now, "b"}}) == "ok");
    CHECK(put({{now, std::string(1'048'576 - 25, 'x')}}) == refused);
    CHECK(put({{now, std::string(1'048'576 - 26, 'x')}}) == "ok");
}

TEST_CASE("what retention would drop at once is rejected as expired, what comes too soon as new") {
    Logs logs;
    constexpr std::int64_t hour = 3'600'000;
    REQUIRE(logs.fixture.call<PutRetentionPolicy>({"/ecs/events", 1}).ok());
    auto input = logs.putting({"expired", "kept"}, logs.now() - 24 * hour - 1);
    input.log_events.back().timestamp += 2;
    auto rejected = logs.fixture.call<PutLogEvents>(input).value().rejected_log_events_info;
    REQUIRE(rejected);
    CHECK(rejected->expired_log_event_end_index == 1);
    CHECK_FALSE(rejected->too_old_log_event_end_index);
    auto soon = logs.putting({"now", "then"}, logs.now());
    soon.log_events.back().timestamp += 3 * hour;
    rejected = logs.fixture.call<PutLogEvents>(soon).value().rejected_log_events_info;
    REQUIRE(rejected);
    CHECK(rejected->too_new_log_event_start_index == 1);
    CHECK(logs.get(logs.asking()) == std::vector<std::string>{"kept", "now"});
}

TEST_CASE("events are read and written by who may do so on their very stream") {
    Logs logs;
    auto& fixture = logs.fixture;
    REQUIRE(fixture.call<CreateLogStream>({"/ecs/events", "task/2"}).ok());
    auto reader = fixture.role(
        "reader",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":)"
        R"("arn:aws:logs:us-east-1:000011112222:log-group:/ecs/events:log-stream:task/1"}]})"
    );
    auto input = logs.asking();
    CHECK(fixture.call<GetLogEvents>(input, reader).ok());
    CHECK(fixture.call<PutLogEvents>(logs.putting({"one"}, logs.now()), reader).ok());
    input.log_stream_name = "task/2";
    CHECK_FALSE(fixture.call<GetLogEvents>(input, reader).ok());
    auto other = logs.putting({"two"}, logs.now(), "task/2");
    CHECK_FALSE(fixture.call<PutLogEvents>(other, reader).ok());
    FilterLogEventsInput filter;
    filter.log_group_name = "/ecs/events";
    CHECK_FALSE(fixture.call<FilterLogEvents>(filter, reader).ok());
}

TEST_CASE("a protected group is deleted only after its protection was taken off") {
    Logs logs;
    auto& fixture = logs.fixture;
    CreateLogGroupInput group;
    group.log_group_name = "/kept";
    group.deletion_protection_enabled = true;
    REQUIRE(fixture.call<CreateLogGroup>(group).ok());
    CHECK(fixture.call<DeleteLogGroup>({"/kept"}).error().code == "ValidationException");
    REQUIRE(fixture.call<PutLogGroupDeletionProtection>({"/kept", false}).ok());
    REQUIRE(fixture.call<PutLogGroupDeletionProtection>({"/ecs/events", true}).ok());
    CHECK(fixture.call<DeleteLogGroup>({"/kept"}).ok());
    CHECK(fixture.call<DeleteLogGroup>({"/ecs/events"}).error().code == "ValidationException");
    auto shown = fixture.call<DescribeLogGroups>({}).value().log_groups;
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].deletion_protection_enabled == true);
    CHECK(
        fixture.call<PutLogGroupDeletionProtection>({"/none", true}).error().code ==
        "ResourceNotFoundException"
    );
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

TEST_CASE("a page of a filter is bounded, those that follow bring the rest, once each") {
    Logs logs;
    const std::string big(200'000, 'x');
    REQUIRE(logs.fixture.call<CreateLogStream>({"/ecs/events", "task/2"}).ok());
    for (int index = 0; index < 60; ++index) {
        logs.fixture.host.time.advance(std::chrono::milliseconds(1));
        auto message = (index == 55 ? "needle " : "hay ") + std::to_string(index) + big;
        auto stream = index % 2 == 0 ? "task/1" : "task/2";
        REQUIRE(logs.put({message}, logs.now(), stream).ok());
    }
    FilterLogEventsInput input;
    input.log_group_name = "/ecs/events";
    auto pages = logs.pages(input);
    std::vector<std::string> all;
    for (const auto& page : pages) {
        CHECK(page.size() <= 5);  // 1 MiB
        all.insert(all.end(), page.begin(), page.end());
    }
    REQUIRE(all.size() == 60);
    for (std::size_t index = 0; index < 55; ++index)
        CHECK(all[index].starts_with("hay " + std::to_string(index) + "x"));
    input.filter_pattern = "needle";
    pages = logs.pages(input);
    CHECK(pages.size() == 2);
    CHECK(pages.front().empty());
    CHECK(pages.back().size() == 1);
    input.next_token = "nonsense";
    CHECK(logs.fixture.call<FilterLogEvents>(input).error().code == "InvalidParameterException");
}

TEST_CASE("while a disk does not answer, other calls do") {
    Logs logs;
    REQUIRE(logs.put({"one"}, logs.now()).ok());
    logs.workers.held = true;
    int answered = 0;
    auto count = [&](const auto& answer) { answered += answer.ok() ? 1 : 0; };
    FilterLogEventsInput filter;
    filter.log_group_name = "/ecs/events";
    auto& host = logs.fixture.host;
    auto administrator = logs.fixture.administrator();
    perform<FilterLogEvents>(host, administrator, filter, count);
    perform<GetLogEvents>(host, administrator, logs.asking(), count);
    perform<DescribeLogStreams>(host, administrator, {"/ecs/events"}, count);
    perform<DescribeLogGroups>(host, administrator, {}, count);
    perform<PutLogEvents>(host, administrator, logs.putting({"two"}, logs.now()), count);
    logs.fixture.settle();
    CHECK(answered == 0);
    CHECK(logs.fixture.call<CreateLogStream>({"/ecs/events", "task/2"}).ok());
    CHECK(logs.fixture.call<DeleteLogStream>({"/ecs/events", "task/2"}).ok());
    logs.workers.release();
    logs.fixture.settle();
    CHECK(answered == 5);
    CHECK(logs.get(logs.asking()) == std::vector<std::string>{"one", "two"});
}

TEST_CASE("what is put into a stream that is deleted meanwhile finds no stream") {
    Logs logs;
    REQUIRE(logs.put({"early"}, logs.now()).ok());
    logs.workers.held = true;
    std::string code;
    auto note = [&](const auto& answer) { code = answer.ok() ? "ok" : answer.error().code; };
    auto input = logs.putting({"late"}, logs.now());
    auto& workers = logs.workers;
    perform<PutLogEvents>(logs.fixture.host, logs.fixture.administrator(), input, note);
    REQUIRE(logs.fixture.call<DeleteLogGroup>({"/ecs/events"}).ok());
    logs.fixture.settle();
    REQUIRE(workers.kept.size() == 2);
    std::swap(workers.kept.front(), workers.kept.back());
    workers.release();
    logs.fixture.settle();
    CHECK(code == "ResourceNotFoundException");
    CHECK(logs.files.disk.list("/home/logs").value().empty());
}

TEST_CASE("events that no row tells of are gone after the next start") {
    Logs logs;
    REQUIRE(logs.put({"kept"}, logs.now()).ok());
    auto lost = logs.files.disk.list("/home/logs").value().front();
    REQUIRE(logs.files.disk.make_directories("/home/logs/" + lost + "/old-stream").ok());
    REQUIRE(logs.files.disk.make_directories("/home/logs/old-group/old-stream").ok());
    auto again = make_service(logs.files);
    testing::ServiceFixture second;
    second.host.pool = &logs.workers;
    second.host.here.home = "/home";
    second.store.rows = logs.fixture.store.rows;
    second.start({again.get()});
    CHECK(logs.files.disk.list("/home/logs").value() == std::vector<std::string>{lost});
    CHECK(logs.files.disk.list("/home/logs/" + lost).value().size() == 1);
    CHECK(second.call<GetLogEvents>(logs.asking()).value().events.size() == 1);
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
