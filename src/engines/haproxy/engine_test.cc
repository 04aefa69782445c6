// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/engine.h"

#include <cstdlib>
#include <deque>
#include <filesystem>

#include <doctest/doctest.h>
#include <unistd.h>

#include "engines/haproxy/engine_files.h"
#include "engines/haproxy/plan_change.h"
#include "network/fake_network.h"
#include "supervisor/fake_supervisor.h"

namespace atlas::engines::haproxy {
namespace {

using namespace std::chrono_literals;

bool skipped() {
    if (::geteuid() == 0) return false;
    MESSAGE("skipped: HAProxy's files belong to a user of their own, which needs root");
    return true;
}

/// Queues work until the test runs it.
class HeldWorkers final : public Workers {
public:
    void run_task(Executor::Task task) override { tasks_.push_back(std::move(task)); }
    bool run_one() {
        if (tasks_.empty()) return false;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        task();
        return true;
    }

private:
    std::deque<Executor::Task> tasks_;
};

/// One internal balancer whose HAProxy starts, never answers, and whose files are known as right,
/// so that no program runs.
struct Scene {
    Scene() : supervisor(home, clock) {
        char name[] = "/tmp/atlas-elb-XXXXXX";
        REQUIRE(::mkdtemp(name));
        directory = name;
        wanted.balancer.id = "edge";
        wanted.balancer.addresses = {"10.0.0.5"};
        wanted.resolver = "10.0.0.2";
        wanted.sandbox.vpc = "vpc-1";
        network::VpcPlan plan;
        plan.id = "vpc-1";
        network.desire(std::move(plan));
        const auto folder = directory + "/edge";
        REQUIRE(make_directories(folder).ok());
        REQUIRE(note_structure(structure_of(wanted.balancer), folder).ok());
        auto opened = Engine::open(
            {.home = &home,
             .workers = &workers,
             .clock = &clock,
             .supervisor = &supervisor,
             .network = &network,
             .directory = directory}
        );
        REQUIRE(opened.ok());
        engine = std::move(opened).value();
        engine->on_change([this](const std::string&) { ++changes; });
    }
    ~Scene() {
        std::error_code ignored;
        std::filesystem::remove_all(directory, ignored);
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    static store::Durable durable() { return *store::UndecidedKeys{}.durable(); }
    /// Runs one piece of work and what the home thread is left with, or only the former.
    void step(bool whole) {
        workers.run_one();
        if (whole) home.run_all();
    }
    void settle() {
        do {
            home.run_all();
        } while (workers.run_one());
    }
    void adopt(const std::string& workload) {
        supervisor::Supervisor::Recovered recovered;
        recovered.running.id = recovered.spec.id = workload;
        recovered.spec.owner = "elb:edge";
        supervisor.seed(recovered);
        engine->adopt({recovered});
    }

    std::string directory;
    network::FakeNetwork network;
    FakeClock clock{Time(std::chrono::days(20'000))};
    ManualExecutor home;
    HeldWorkers workers;
    supervisor::FakeSupervisor supervisor;
    std::unique_ptr<Engine> engine;
    Wanted wanted;
    int changes = 0;
};

/// Destroys the engine after `steps` of what `begin` began; then everything that it left behind
/// with others happens.
void check_destroyed(void (*begin)(Scene&), int steps, bool whole) {
    CAPTURE(steps);
    CAPTURE(whole);
    Scene scene;
    begin(scene);
    for (int step = 0; step < steps; ++step)
        scene.step(step + 1 < steps || whole);
    scene.engine.reset();
    const auto calls = scene.supervisor.calls().size();
    const auto changes = scene.changes;
    for (const auto& id : scene.supervisor.ids())
        scene.supervisor.end(id, {137, false, scene.clock.now(), ""});
    scene.settle();
    scene.home.advance(1h);
    scene.settle();
    CHECK(scene.supervisor.calls().size() == calls);
    CHECK(scene.changes == changes);
    CHECK(scene.home.waiting() == 0);
}

TEST_CASE("nothing that an engine began comes back to it once it is destroyed") {
    if (skipped()) return;
    using Begin = void (*)(Scene&);
    const std::vector<std::pair<std::string, Begin>> beginnings = {
        {"start", [](Scene& scene) { scene.engine->apply(scene.wanted); }},
        {"a start that fails",
         [](Scene& scene) {
             scene.network.failure = Error(ErrorCode::io, "the kernel said no");
             scene.engine->apply(scene.wanted);
         }},
        {"convergence",
         [](Scene& scene) {
             scene.adopt("elb-edge");
             scene.engine->apply(scene.wanted);
         }},
        {"an earlier generation ends",
         [](Scene& scene) {
             scene.adopt("elb-edge");
             scene.adopt("elb-edge-1");
         }},
        {"removal",
         [](Scene& scene) {
             scene.adopt("elb-edge");
             scene.engine->remove("edge", Scene::durable(), [] {});
         }},
    };
    for (const auto& [name, begin] : beginnings) {
        CAPTURE(name);
        for (int steps = 0; steps < 5; ++steps) {
            check_destroyed(begin, steps, true);
            check_destroyed(begin, steps, false);
        }
    }
}

TEST_CASE("an internal balancer is one HAProxy, and removal leaves nothing of it") {
    if (skipped()) return;
    Scene scene;
    scene.engine->apply(scene.wanted);
    scene.settle();
    CHECK(scene.supervisor.ids() == std::vector<std::string>{"elb-edge"});
    CHECK_FALSE(scene.engine->serving("edge"));
    int removed = 0;
    scene.engine->remove("edge", Scene::durable(), [&] { ++removed; });
    scene.settle();
    CHECK(removed == 1);
    CHECK(scene.supervisor.ids().empty());
    CHECK(scene.network.sandboxes.empty());
    CHECK_FALSE(std::filesystem::exists(scene.directory + "/edge"));
}

}  // namespace
}  // namespace atlas::engines::haproxy
