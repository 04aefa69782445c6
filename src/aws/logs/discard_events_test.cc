// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/logs/service.h"
#include "aws/models/logs/create_log_group.h"
#include "aws/models/logs/create_log_stream.h"
#include "aws/models/logs/delete_log_group.h"
#include "aws/models/logs/delete_log_stream.h"
#include "aws/models/logs/put_log_events.h"
#include "aws/wire/testing/held_workers.h"
#include "aws/wire/testing/service_fixture.h"
#include "linux/fake_file_system.h"

namespace atlas::aws::logs {
namespace {

/// A region with one stream that has an event.
struct Region {
    linux::FakeFileSystem files{1};
    testing::HeldWorkers workers;
    testing::ServiceFixture fixture;
    std::unique_ptr<Service> service = make_service(files);

    Region() {
        begin(fixture, *service);
        CreateLogGroupInput group;
        group.log_group_name = "g";
        REQUIRE(fixture.call<CreateLogGroup>(group).ok());
        REQUIRE(fixture.call<CreateLogStream>({"g", "s"}).ok());
        PutLogEventsInput put;
        put.log_group_name = "g";
        put.log_stream_name = "s";
        const auto now = fixture.host.time.now().time_since_epoch();
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now);
        put.log_events.push_back({ms.count(), "kept"});
        REQUIRE(fixture.call<PutLogEvents>(put).ok());
    }
    void begin(testing::ServiceFixture& of, Service& logs) {
        of.host.pool = &workers;
        of.host.here.home = "/home";
        of.start({&logs});
    }
    /// The number of files in all streams.
    std::size_t files_of_events() {
        std::size_t count = 0;
        const auto groups = files.list("/home/logs").value();
        for (const auto& group : groups) {
            const auto path = "/home/logs/" + group;
            const auto streams = files.list(path).value();
            for (const auto& stream : streams)
                count += files.list(path + "/" + stream).value().size();
        }
        return count;
    }
};

}  // namespace

TEST_CASE("events of a deletion that is not on the disk outlive the look for unowned folders") {
    Region region;
    REQUIRE(region.files_of_events() == 1);
    auto again = make_service(region.files);
    testing::ServiceFixture second;
    second.store.rows = region.fixture.store.rows;
    region.workers.held = true;  // the folders are listed later
    region.begin(second, *again);
    second.store.hold();
    SUBCASE("a group") {
        REQUIRE(second.call<DeleteLogGroup>({"g"}).ok());
    }
    SUBCASE("a stream") {
        REQUIRE(second.call<DeleteLogStream>({"g", "s"}).ok());
    }
    region.workers.release();
    second.settle();
    CHECK(region.files_of_events() == 1);
    second.store.release();
    second.settle();
    CHECK(region.files_of_events() == 0);
}

}  // namespace atlas::aws::logs
