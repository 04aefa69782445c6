// SPDX-License-Identifier: Apache-2.0
#include "supervisor/fake_supervisor.h"

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::supervisor;

namespace {

WorkloadSpec spec_of(const std::string& id) {
    WorkloadSpec spec;
    spec.id = id;
    spec.owner = "ecs:task/" + id;
    return spec;
}

}  // namespace

TEST_CASE("a workload of the fake runs, prints and ends when the test says so") {
    ManualExecutor home;
    FakeClock clock{Time{}};
    FakeSupervisor fake(home, clock);
    std::vector<std::string> printed;
    int ended = -1;
    fake.on_lines("ecs:", [&](const WorkloadSpec&, std::vector<LogLine> lines, Taken taken) {
        printed.push_back(lines[0].text);
        taken();
    });
    fake.on_exit("ecs:", [&](const WorkloadSpec&, const Exit& exit) { ended = exit.code; });

    bool started = false;
    fake.start(spec_of("a"), {}, [&](Result<Running> running) { started = running.ok(); });
    CHECK_FALSE(started);
    home.run_all();
    CHECK(started);
    fake.print("a", "hello");
    fake.end("a", Exit{3, false, clock.now(), ""});
    CHECK(printed == std::vector<std::string>{"hello"});
    CHECK(fake.taken() == 1);
    CHECK(ended == 3);
    CHECK(fake.last_lines("a", 5) == std::vector<std::string>{"hello"});
    CHECK(fake.ids().empty());
}

TEST_CASE("a refused start of the fake answers the test's error") {
    ManualExecutor home;
    FakeClock clock{Time{}};
    FakeSupervisor fake(home, clock);
    fake.refuse("b", Error(ErrorCode::unavailable, "no"));
    ErrorCode code{};
    fake.start(spec_of("b"), {}, [&](Result<Running> running) { code = running.error().code(); });
    home.run_all();
    CHECK(code == ErrorCode::unavailable);
    CHECK(fake.calls() == std::vector<std::string>{"start b"});
}
