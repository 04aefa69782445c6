// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/engine.h"

#include <algorithm>
#include <deque>
#include <filesystem>

#include <netinet/in.h>
#include <sys/socket.h>

#include "engines/msk/files.h"
#include "engines/msk/surroundings_fixture.h"
#include "supervisor/fake_supervisor.h"

namespace atlas::engines::msk {
namespace {

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

struct Scene {
    /// The proof that a table gives when a row's deletion is on disk.
    static store::Durable durable() { return *store::UndecidedKeys{}.durable(); }
    explicit Scene(std::chrono::milliseconds ready_limit = 10ms)
        : clock(around.now), supervisor(home, clock) {
        engine = Engine::create(
            {.home = &home,
             .workers = &workers,
             .clock = &clock,
             .supervisor = &supervisor,
             .network = &around.network,
             .directory = around.directory,
             .binary = "/opt/atlas-broker",
             .authority = around.authority,
             .ready_limit = ready_limit,
             .identities = [this] { return around.identities; }}
        );
        engine->on_change([this](const std::string&) { ++changes; });
    }
    /// Runs everything that is due, on workers and on the home thread.
    void settle() {
        do {
            home.run_all();
        } while (workers.run_one());
    }
    /// Runs up to the broker's start; the next work is the wait for its answer.
    void start(const Cluster& cluster) {
        engine->apply(cluster);
        REQUIRE(workers.run_one());
        home.run_all();
        REQUIRE(supervisor.find("msk-c1"));
    }
    void pass(std::chrono::milliseconds time) {
        home.advance(time);
        settle();
    }
    std::size_t starts() const {
        return static_cast<std::size_t>(std::ranges::count(supervisor.calls(), "start msk-c1"));
    }

    FakeSurroundings around;
    FakeClock clock;
    ManualExecutor home;
    HeldWorkers workers;
    supervisor::FakeSupervisor supervisor;
    std::unique_ptr<Engine> engine;
    int changes = 0;
    Cluster cluster = example_cluster();
};

TEST_CASE("a cluster is one broker process as its own user, in its sandbox") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.engine->apply(scene.cluster);
    CHECK_FALSE(scene.engine->settled(scene.cluster));
    scene.settle();
    CHECK(scene.engine->settled(scene.cluster));
    CHECK(scene.engine->trouble("c1").empty());
    CHECK(scene.changes > 0);
    const auto* spec = scene.supervisor.find("msk-c1");
    REQUIRE(spec);
    CHECK(spec->args == Told{"/run/atlas-broker", "--config", "/run/engine/broker.json"});
    CHECK(spec->uid == broker_uid);
    CHECK(spec->network.path == "/run/netns/fake-msk-c1");
    CHECK(spec->network.address == "10.0.1.5");
    CHECK(spec->sockets == 2);
    REQUIRE(spec->mounts.size() == 2);
    CHECK(spec->mounts[0].source == "/opt/atlas-broker");
    CHECK(spec->mounts[0].read_only);
    CHECK(spec->mounts[1].source == scene.around.folder(scene.cluster));
}

TEST_CASE("what a serving broker says is wrong with it is trouble until it is over") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.engine->apply(scene.cluster);
    scene.settle();
    const auto before = scene.changes;
    broker.get_into("no room on its disk");
    scene.pass(10s);
    CHECK(scene.engine->trouble("c1") == "no room on its disk");
    CHECK(scene.engine->settled(scene.cluster));
    CHECK(scene.changes == before + 1);
    scene.pass(10s);
    CHECK(scene.changes == before + 1);
    broker.get_into("");
    scene.pass(10s);
    CHECK(scene.engine->trouble("c1").empty());
    CHECK(scene.changes == before + 2);
}

TEST_CASE("a public cluster starts with its sockets") {
    if (skipped()) return;
    Scene scene;
    scene.cluster = public_cluster();
    scene.start(scene.cluster);
    CHECK(scene.supervisor.find("msk-c1")->sockets == 4);
}

TEST_CASE("who connects to a broker that has died waits for the next one") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.start(scene.cluster);
    scene.settle();
    sockaddr_in place{};
    {
        auto sockets = scene.supervisor.take_descriptors("msk-c1", {3});
        REQUIRE(sockets.ok());
        socklen_t size = sizeof place;
        auto* name = reinterpret_cast<sockaddr*>(&place);
        REQUIRE(::getsockname(sockets.value()[0].number(), name, &size) == 0);
    }
    scene.supervisor.end("msk-c1", {137, false, scene.clock.now(), ""});
    linux::Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CHECK(::connect(client.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) == 0);
    scene.pass(100ms);
    CHECK(scene.starts() == 2);
    auto again = scene.supervisor.take_descriptors("msk-c1", {3});
    REQUIRE(again.ok());
    CHECK(::accept(again.value()[0].number(), nullptr, nullptr) >= 0);
}

TEST_CASE("an adopted broker is asked for its sockets") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    supervisor::Supervisor::Recovered recovered;
    recovered.running.id = recovered.spec.id = "msk-c1";
    recovered.spec.owner = "kafka:c1";
    scene.supervisor.seed(recovered);
    scene.engine->adopt({recovered});
    scene.engine->apply(scene.cluster);
    scene.settle();
    CHECK(std::ranges::count(scene.supervisor.calls(), "take_sockets msk-c1 1") >= 1);
    CHECK(scene.starts() == 0);
}

TEST_CASE("a broker that does not answer is trouble, is asked again, and is not started twice") {
    if (skipped()) return;
    Scene scene;
    scene.engine->apply(scene.cluster);
    scene.settle();
    CHECK_FALSE(scene.engine->settled(scene.cluster));
    CHECK(scene.engine->trouble("c1") == "the broker does not listen on its control socket");
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.pass(100ms);
    CHECK(scene.engine->settled(scene.cluster));
    CHECK(scene.engine->trouble("c1").empty());
    CHECK(scene.starts() == 1);
}

TEST_CASE("a broker that cannot start is started again, later each time") {
    if (skipped()) return;
    Scene scene;
    scene.supervisor.refuse("msk-", Error(ErrorCode::io, "no runc"));
    scene.engine->apply(scene.cluster);
    scene.settle();
    CHECK(scene.engine->trouble("c1") == "no runc");
    CHECK(scene.starts() == 1);
    scene.pass(100ms);
    CHECK(scene.starts() == 2);
    scene.pass(100ms);
    CHECK(scene.starts() == 2);
    scene.pass(100ms);
    CHECK(scene.starts() == 3);
    scene.supervisor.allow("msk-");
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.pass(400ms);
    CHECK(scene.engine->settled(scene.cluster));
}

TEST_CASE("a broker that died is started again, with fresh files") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.engine->apply(scene.cluster);
    scene.settle();
    std::filesystem::remove(scene.around.folder(scene.cluster) + "/snapshot.json");
    scene.supervisor.end("msk-c1", {137, false, scene.around.now, ""});
    CHECK_FALSE(scene.engine->settled(scene.cluster));
    scene.pass(100ms);
    CHECK(scene.engine->settled(scene.cluster));
    CHECK(scene.starts() == 2);
    CHECK(std::filesystem::exists(scene.around.folder(scene.cluster) + "/snapshot.json"));
}

TEST_CASE("nobody waits for the answer of a broker that has died") {
    if (skipped()) return;
    const std::chrono::milliseconds limit = 20s;
    Scene scene(limit);
    scene.start(scene.cluster);
    scene.supervisor.end("msk-c1", {1, false, scene.around.now, ""});
    auto begun = std::chrono::steady_clock::now();
    REQUIRE(scene.workers.run_one());
    CHECK(std::chrono::steady_clock::now() - begun < limit);
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.pass(100ms);
    CHECK(scene.starts() == 2);
    CHECK(scene.engine->settled(scene.cluster));
}

TEST_CASE("a change of the cluster reaches the running broker") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.engine->apply(scene.cluster);
    scene.settle();
    broker.forget_told();
    auto before = scene.cluster;
    scene.cluster.properties["num.partitions"] = "5";
    scene.engine->apply(scene.cluster);
    CHECK_FALSE(scene.engine->settled(scene.cluster));
    scene.settle();
    CHECK(scene.engine->settled(scene.cluster));
    CHECK_FALSE(scene.engine->settled(before));
    CHECK(broker.told() == Told{"status", "reload"});
    CHECK(scene.starts() == 1);
}

TEST_CASE("a broker that runs for long reads its files every day, and so a new certificate") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.engine->apply(scene.cluster);
    scene.settle();
    broker.forget_told();
    for (int day = 0; day < 2; ++day)
        scene.pass(24h);
    CHECK(broker.told() == Told{"status", "reload", "status", "reload"});
    CHECK(scene.starts() == 1);
}

TEST_CASE("new identities reach every broker, also when the first attempt fails") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    scene.engine->apply(scene.cluster);
    scene.settle();
    broker.forget_told();
    broker.refuse("reload");
    scene.engine->identities_changed();
    scene.settle();
    CHECK(broker.told() == Told{"status", "reload"});
    CHECK(scene.engine->trouble("c1") == "not today");
    scene.pass(100ms);
    CHECK(broker.told() == Told{"status", "reload", "status", "reload"});
    CHECK(scene.engine->trouble("c1").empty());
    scene.pass(60s);
    CHECK(broker.told().size() == 4);
}

TEST_CASE("a broker of before the region's death is taken back and brought to what is wanted") {
    if (skipped()) return;
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    supervisor::WorkloadSpec spec;
    spec.id = "msk-c1";
    spec.owner = "kafka:c1";
    scene.supervisor.seed({{"msk-c1", 42, scene.around.now}, spec});
    scene.engine->adopt(scene.supervisor.recover());
    scene.settle();
    CHECK(broker.told().empty());
    scene.engine->apply(scene.cluster);
    scene.settle();
    CHECK(scene.engine->settled(scene.cluster));
    CHECK(scene.starts() == 0);
    CHECK(broker.told() == Told{"status", "status", "reload"});
}

TEST_CASE("removal stops the broker, clears what it had, and is told once") {
    if (skipped()) return;
    Scene scene;
    int removed = 0;
    {
        FakeBroker broker(scene.around.folder(scene.cluster));
        scene.engine->apply(scene.cluster);
        scene.settle();
    }
    scene.engine->remove(scene.cluster, scene.durable(), [&] { ++removed; });
    scene.settle();
    CHECK(removed == 1);
    CHECK(scene.supervisor.ids().empty());
    CHECK(scene.around.network.sandboxes.empty());
    CHECK_FALSE(std::filesystem::exists(scene.around.folder(scene.cluster)));
    CHECK_FALSE(scene.engine->settled(scene.cluster));
    scene.pass(60s);
    CHECK(removed == 1);
}

TEST_CASE("removal of what cannot be cleared is tried again") {
    if (skipped()) return;
    Scene scene;
    int removed = 0;
    scene.around.network.failure = Error(ErrorCode::io, "the kernel said no");
    scene.engine->remove(scene.cluster, scene.durable(), [&] { ++removed; });
    scene.settle();
    CHECK(removed == 0);
    CHECK(scene.engine->trouble("c1") == "the kernel said no");
    scene.around.network.failure.reset();
    scene.pass(100ms);
    CHECK(removed == 1);
}

/// Destroys the engine after `steps` of what `begin` began; then everything that it left behind
/// with others happens.
void check_destroyed(void (*begin)(Scene&), int steps) {
    CAPTURE(steps);
    Scene scene;
    FakeBroker broker(scene.around.folder(scene.cluster));
    begin(scene);
    for (int step = 0; step < steps; ++step) {
        if (step % 2 == 0)
            scene.home.run_all();
        else
            scene.workers.run_one();
    }
    scene.engine.reset();
    const auto calls = scene.supervisor.calls().size();
    const auto changes = scene.changes;
    for (const auto& id : scene.supervisor.ids())
        scene.supervisor.end(id, {137, false, scene.clock.now(), ""});
    for (int day = 0; day < 3; ++day)
        scene.pass(24h);
    CHECK(scene.supervisor.calls().size() == calls);
    CHECK(scene.changes == changes);
    CHECK(scene.home.waiting() == 0);
}

TEST_CASE("nothing that an engine began comes back to it once it is destroyed") {
    if (skipped()) return;
    using Begin = void (*)(Scene&);
    const std::vector<std::pair<std::string, Begin>> beginnings = {
        {"start", [](Scene& scene) { scene.engine->apply(scene.cluster); }},
        {"a start that fails",
         [](Scene& scene) {
             scene.supervisor.refuse("msk-", Error(ErrorCode::io, "no runc"));
             scene.engine->apply(scene.cluster);
         }},
        {"a question to a broker",
         [](Scene& scene) {
             scene.engine->apply(scene.cluster);
             scene.settle();
             scene.home.advance(10s);
         }},
        {"convergence",
         [](Scene& scene) {
             scene.engine->apply(scene.cluster);
             scene.settle();
             scene.engine->identities_changed();
         }},
        {"removal",
         [](Scene& scene) {
             scene.engine->apply(scene.cluster);
             scene.settle();
             scene.engine->remove(scene.cluster, Scene::durable(), [] {});
         }},
    };
    for (const auto& [name, begin] : beginnings) {
        CAPTURE(name);
        for (int steps = 0; steps < 6; ++steps)
            check_destroyed(begin, steps);
    }
}

}  // namespace
}  // namespace atlas::engines::msk
