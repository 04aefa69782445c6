// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/log_delivery.h"

#include <doctest/doctest.h>

#include "aws/ecs/region_fixture.h"

using namespace atlas;
using namespace atlas::aws::ecs;
using namespace std::chrono_literals;
using atlas::aws::ecs::testing::Region;

namespace {

/// A region with a service whose only task is running.
struct Printing : Region {
    Printing() {
        must<CreateService>(service(1));
        run(500ms);
    }
    void print(const std::string& text) { supervisor.print(workload(), text); }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines are ordered by time before they are sent, those of one instant as they came") {
    Printing region;
    auto now = region.aws.host.time.now();
    region.supervisor.print(
        region.workload(), {{now + 2ms, true, "c"}, {now, false, "a"}, {now, true, "b"}}
    );
    CHECK(region.printed == Lines{"a", "b", "c"});
    CHECK(region.supervisor.taken() == 3);
}

TEST_CASE("while Logs cannot take lines they wait, and come later in their order") {
    Printing region;
    region.logs_refuse = aws::AwsError{"InternalFailure", "the disk is full", 500, {}};
    region.print("one");
    region.print("two");
    region.run(3s);
    CHECK(region.printed.empty());
    CHECK(region.supervisor.taken() == 0);
    region.logs_refuse.reset();
    region.run(11s);
    CHECK(region.printed == Lines{"one", "two"});
    CHECK(region.supervisor.taken() == 2);
    region.print("three");
    CHECK(region.printed.size() == 3);
}

TEST_CASE("lines that Logs refuses for good hold nothing up") {
    Printing region;
    region.logs_refuse = aws::AwsError{"ResourceNotFoundException", "no such stream", 400, {}};
    region.print("one");
    CHECK(region.supervisor.taken() == 1);
    region.logs_refuse.reset();
    region.print("two");
    region.run(1s);
    CHECK(region.printed == Lines{"two"});
}

TEST_CASE("lines that were repaired, left out or refused are counted for each log group") {
    Printing region;
    CHECK(region.ecs->observations().empty());
    auto now = region.aws.host.time.now();
    region.supervisor.print(
        region.workload(), {{now, false, "a", true}, {now, false, "b", true, 4}}
    );
    region.supervisor.print(region.workload(), {{now, false, "c", true}});
    region.logs_refuse = aws::AwsError{"ResourceNotFoundException", "no such stream", 400, {}};
    region.print("one");
    region.print("two");
    auto observed = region.ecs->observations();
    REQUIRE(observed.size() == 3);
    std::map<std::uint64_t, std::string> by_lines;
    for (const auto& one : observed) {
        CHECK(one.where == "log group /ecs/app");
        by_lines[one.lines] = one.what;
    }
    CHECK(by_lines[3].contains("no UTF-8"));
    CHECK(by_lines[4].contains("could not be read"));
    CHECK(by_lines[2].contains("refused"));
}

TEST_CASE("lines that wait are dropped with the task that printed them") {
    Printing region;
    region.logs_refuse = aws::AwsError{"ServiceUnavailable", "later", 503, {}};
    region.print("one");
    region.supervisor.end(region.workload(), {1, false, region.aws.host.time.now(), ""});
    region.run(1s);
    region.aws.advance(2h);
    region.run(11s);
    CHECK(region.printed.empty());
    CHECK(region.supervisor.taken() == 1);
}
