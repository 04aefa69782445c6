// SPDX-License-Identifier: Apache-2.0
// One balancer in a VPC of its own host: HAProxy under conmon, targets in the VPC, curl outside.
#include "engines/haproxy/engine.h"

#include <chrono>
#include <filesystem>

#include <doctest/doctest.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "containers/loop.h"
#include "crypto/certificate.h"
#include "linux/fd.h"
#include "linux/process_runner.h"
#include "linux/replace_file.h"

using namespace atlas;
using namespace atlas::engines::haproxy;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

bool can_run() {
    if (::geteuid() == 0) return true;
    MESSAGE("skipped: a balancer in a VPC needs root");
    return false;
}

/// A host for the tests alone: no other region's addresses or tables are in it.
void move_to_own_host() {
    static bool moved = false;
    if (moved) return;
    REQUIRE(::unshare(CLONE_NEWNET) == 0);
    linux::Fd socket(::socket(AF_INET, SOCK_DGRAM, 0));
    ifreq request{};
    std::string("lo").copy(request.ifr_name, 2);
    request.ifr_flags = IFF_UP;
    REQUIRE(::ioctl(socket.number(), SIOCSIFFLAGS, &request) == 0);
    moved = true;
}

/// A command's output, while the loop goes on.
std::string output_of(test::Loop& loop, std::vector<std::string> args) {
    std::string text;
    bool finished = false;
    std::thread thread([&] {
        linux::SystemProcessRunner runner;
        linux::Command command;
        command.args = std::move(args);
        auto done = runner.run(command);
        text = done ? done.value().output : "failed: " + done.error().message();
        loop.post([&] { finished = true; });
    });
    loop.run_until([&] { return finished; });
    thread.join();
    return text;
}

struct Edge {
    fs::path home;
    std::string id;
    SystemClock clock;
    SystemRandom random;
    test::Loop loop;
    std::unique_ptr<test::ThreadWorkers> workers = std::make_unique<test::ThreadWorkers>();
    crypto::CertificateKey authority;
    std::unique_ptr<network::Network> network;
    std::unique_ptr<supervisor::Supervisor> supervisor;
    std::unique_ptr<Engine> engine;
    std::vector<std::string> targets;

    Edge() {
        move_to_own_host();
        char name[] = "/tmp/atlas-edge-XXXXXX";
        home = ::mkdtemp(name);
        id = "e" + random.hex(5);
        auto now = clock.now();
        authority = crypto::make_authority("test", {"test"}, {now - 1h, now + 24h}, random);
        REQUIRE(linux::replace_file((home / "ca.pem").string(), authority.certificate_pem).ok());
        open();
    }

    void open() {
        network::NetworkOptions options;
        options.region_id = id;
        options.home = home.string();
        options.block = "127.77.200";
        options.run_directory = (home / "run").string();
        options.hosts_file = (home / "hosts").string();
        REQUIRE(linux::replace_file(options.hosts_file, "127.0.0.1 localhost\n").ok());
        auto made = network::Network::open(options);
        REQUIRE(made.ok());
        network = std::move(made).value();
        network->desire(vpc());
        auto made_supervisor = supervisor::Supervisor::open(
            {id,
             home.string(),
             authority.certificate_pem,
             &loop,
             workers.get(),
             &clock,
             (home / "run").string()}
        );
        REQUIRE(made_supervisor.ok());
        supervisor = std::move(made_supervisor).value();
        auto made_engine = Engine::open(
            {&loop, workers.get(), &clock, supervisor.get(), network.get(), (home / "elb").string()}
        );
        REQUIRE(made_engine.ok());
        engine = std::move(made_engine).value();
        supervisor->on_exit("target:", [](const auto&, const auto&) {});
        engine->adopt(supervisor->recover());
    }

    // The region dies and comes back; what it started goes on.
    void reopen() {
        workers.reset();
        engine.reset();
        supervisor.reset();
        network.reset();
        loop.drop_all();
        workers = std::make_unique<test::ThreadWorkers>();
        open();
    }

    ~Edge() {
        bool removed = false;
        engine->remove("edge", [&] { removed = true; });
        CHECK(loop.run_until([&] { return removed; }));
        for (const auto& target : targets)
            stop_target(target);
        CHECK(network->remove_all().ok());
        workers.reset();
        fs::remove_all(home);
    }

    static network::VpcPlan vpc() {
        network::VpcPlan plan;
        plan.id = "vpc-1";
        plan.cidr = "10.0.0.0/16";
        plan.groups = {
            {"sg-lb",
             {{"tcp", 443, 443, "0.0.0.0/0", ""}, {"tcp", 80, 80, "0.0.0.0/0", ""}},
             {{"-1", -1, -1, "0.0.0.0/0", ""}}},
            {"sg-app", {{"tcp", 8080, 8080, "", "sg-lb"}}, {}},
        };
        plan.enis = {
            {"eni-0000000001", "10.0.0.5", {"sg-lb"}},
            {"eni-0000000002", "10.0.3.5", {"sg-lb"}},
            {"eni-0000000003", "10.0.1.10", {"sg-app"}},
            {"eni-0000000004", "10.0.4.10", {"sg-app"}},
        };
        return plan;
    }

    /// A web server in the VPC that answers `text`.
    void start_target(const std::string& name, const std::string& eni, const std::string& text) {
        auto folder = home / name;
        fs::create_directories(folder / "ready");
        REQUIRE(linux::replace_file((folder / "index.html").string(), text).ok());
        for (const auto& path : {folder, folder / "ready", folder / "index.html"}) {
            fs::permissions(path, fs::perms::all);
        }
        auto sandbox = network->open_sandbox({name, "vpc-1", {eni}});
        REQUIRE(sandbox.ok());
        supervisor::WorkloadSpec spec;
        spec.id = name;
        spec.owner = "target:" + name;
        spec.network.path = sandbox.value();
        spec.args = {"/usr/bin/python3", "-m", "http.server", "8080", "-d", "/run/site"};
        spec.mounts = {{folder.string(), "/run/site", true, false}};
        spec.stop_timeout = 1s;
        bool started = false;
        supervisor->start(spec, {}, [&](auto running) {
            CHECK(running.ok());
            started = true;
        });
        REQUIRE(loop.run_until([&] { return started; }));
        targets.push_back(name);
    }

    void stop_target(const std::string& name) {
        bool stopped = false;
        supervisor->stop(name, [&](auto) { stopped = true; });
        CHECK(loop.run_until([&] { return stopped; }));
        CHECK(network->close_sandbox(name).ok());
    }

    Wanted wanted(std::vector<Target> members) {
        Wanted made;
        auto& balancer = made.balancer;
        balancer.id = "edge";
        balancer.addresses = {"10.0.0.5", "10.0.3.5"};
        balancer.public_address = "127.77.200.2";
        made.sandbox = {"", "vpc-1", {"eni-0000000001", "eni-0000000002"}};
        made.resolver = "10.0.0.2";
        made.security_groups = {"sg-lb"};
        TargetGroup group;
        group.id = "tg-app";
        group.health_check.path = "/ready/";
        group.health_check.healthy_threshold = 2;
        group.health_check.interval = 5s;
        group.health_check.timeout = 2s;
        group.targets = std::move(members);
        balancer.groups = {group};
        Listener plain;
        plain.id = "l80";
        plain.port = 80;
        plain.default_action = Redirect{"HTTPS", "#{host}", "443", "/#{path}", "#{query}", 301};
        Listener secure;
        secure.id = "l443";
        secure.port = 443;
        secure.tls = true;
        secure.certificates = {{"c1", pem}};
        secure.default_action = Forward{{{"tg-app", 1}}};
        secure.rules = {
            {"r1",
             10,
             {{Condition::Field::host_header, "", {"tea.edge.test"}}},
             FixedResponse{418, "text/plain", "tea"}}
        };
        balancer.listeners = {plain, secure};
        return made;
    }

    void make_certificate() {
        auto now = clock.now();
        auto issued = crypto::issue_certificate(
            authority, {{"events.test", "*.edge.test"}, {}}, {now - 1h, now + 24h}, random
        );
        REQUIRE(issued.ok());
        pem = issued.value().certificate_pem + issued.value().key_pem;
    }
    std::string pem;

    bool healthy(const Target& target) {
        return loop.run_until([&] {
            auto health = engine->health("edge", "tg-app", target);
            return health && health->state == Health::State::healthy;
        });
    }

    std::string curl(std::vector<std::string> more) {
        std::vector<std::string> args{
            "curl", "-s", "-m", "5", "--cacert", (home / "ca.pem").string()
        };
        for (const char* host :
             {"events.test:443", "other.edge.test:443", "tea.edge.test:443", "events.test:80"}) {
            args.insert(args.end(), {"--resolve", std::string(host) + ":127.77.200.2"});
        }
        args.insert(args.end(), more.begin(), more.end());
        return output_of(loop, args);
    }
    std::string status(const std::string& url) {
        return curl({"-o", "/dev/null", "-w", "%{http_code} %{http_version}", url});
    }
    int pid_of_balancer() {
        for (const auto& running : supervisor->running()) {
            if (running.id == "elb-edge") return running.pid;
        }
        return 0;
    }
};

const Target first{"10.0.1.10", 8080, false};
const Target second{"10.0.4.10", 8080, false};

TEST_CASE("a balancer serves, changes and comes back without losing a request") {
    if (!can_run()) return;
    Edge edge;
    edge.make_certificate();
    edge.start_target("app-1", "eni-0000000003", "one");
    edge.engine->apply(edge.wanted({first}));
    REQUIRE(edge.healthy(first));

    SUBCASE("HTTPS by host name, HTTP/2, default target, redirect, rule") {
        CHECK(edge.curl({"https://events.test/"}) == "one");
        CHECK(edge.status("https://events.test/") == "200 2");
        CHECK(edge.status("https://other.edge.test/") == "200 2");
        CHECK(edge.status("https://tea.edge.test/") == "418 2");
        CHECK(edge.status("http://events.test/a") == "301 1.1");
        CHECK(
            edge.curl(
                {"--tls-max", "1.1", "-o", "/dev/null", "-w", "%{http_code}", "https://events.test/"
                }
            ) == "000"
        );
    }

    SUBCASE("a second target joins without a restart, the first drains") {
        int pid = edge.pid_of_balancer();
        edge.start_target("app-2", "eni-0000000004", "two");
        edge.engine->apply(edge.wanted({first, second}));
        REQUIRE(edge.healthy(second));
        auto drained = first;
        drained.draining = true;
        edge.engine->apply(edge.wanted({drained, second}));
        CHECK(edge.loop.run_until([&] {
            auto health = edge.engine->health("edge", "tg-app", drained);
            return health && health->state == Health::State::draining && health->sessions == 0;
        }));
        for (int count = 0; count < 5; ++count)
            CHECK(edge.curl({"https://events.test/"}) == "two");
        edge.engine->apply(edge.wanted({second}));
        CHECK(edge.curl({"https://events.test/"}) == "two");
        CHECK(edge.pid_of_balancer() == pid);
    }

    SUBCASE("a new rule is a reload of the same process") {
        int pid = edge.pid_of_balancer();
        auto wanted = edge.wanted({first});
        wanted.balancer.listeners[1].rules[0].action = FixedResponse{403, "", ""};
        edge.engine->apply(wanted);
        CHECK(edge.loop.run_until([&] { return edge.status("https://tea.edge.test/") == "403 2"; })
        );
        CHECK(edge.curl({"https://events.test/"}) == "one");
        CHECK(edge.pid_of_balancer() == pid);
    }

    SUBCASE("a killed HAProxy comes back with its sockets and targets") {
        int pid = edge.pid_of_balancer();
        REQUIRE(::kill(pid, SIGKILL) == 0);
        CHECK(edge.curl({"https://events.test/"}) == "one");
        CHECK(edge.pid_of_balancer() != pid);
    }

    SUBCASE("a region that died and came back finds it as it was") {
        int pid = edge.pid_of_balancer();
        edge.reopen();
        CHECK(edge.curl({"https://events.test/"}) == "one");
        edge.engine->apply(edge.wanted({first}));
        REQUIRE(edge.healthy(first));
        CHECK(edge.pid_of_balancer() == pid);
        CHECK(edge.curl({"https://events.test/"}) == "one");
    }

    SUBCASE("a dead target is told as unhealthy, with why") {
        edge.stop_target("app-1");
        edge.targets.clear();
        CHECK(edge.loop.run_until([&] {
            auto health = edge.engine->health("edge", "tg-app", first);
            return health && health->state == Health::State::unhealthy && !health->reason.empty();
        }));
        CHECK(edge.status("https://events.test/") == "503 2");
    }
}

TEST_CASE("a balancer without listeners is there too") {
    if (!can_run()) return;
    Edge edge;
    Wanted bare = edge.wanted({});
    bare.balancer.listeners.clear();
    bare.balancer.groups.clear();
    edge.engine->apply(bare);
    CHECK(edge.loop.run_until([&] { return edge.engine->serving("edge"); }));
}

}  // namespace
