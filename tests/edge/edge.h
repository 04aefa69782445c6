// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>

#include <doctest/doctest.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "container/process.h"
#include "containers/loop.h"
#include "crypto/certificate.h"
#include "engines/haproxy/engine.h"
#include "linux/fd.h"
#include "linux/process_runner.h"
#include "linux/replace_file.h"

/// One balancer in a VPC of its own host: HAProxy under conmon, targets in the VPC, curl outside.
namespace atlas::engines::haproxy {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

inline bool can_run() {
    if (::geteuid() == 0) return true;
    MESSAGE("skipped: a balancer in a VPC needs root");
    return false;
}

/// A host for the tests alone: no other region's addresses or tables are in it.
inline void move_to_own_host() {
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
inline std::string output_of(test::Loop& loop, std::vector<std::string> args) {
    std::string text;
    bool finished = false;
    std::thread thread([&] {
        linux::SystemProcessRunner runner;
        linux::Command command;
        command.args = std::move(args);
        command.timeout = 30s;
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
            {&loop,
             workers.get(),
             &clock,
             supervisor.get(),
             network.get(),
             (home / "elb").string(),
             2s}
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
        engine->remove("edge", *store::UndecidedKeys{}.durable(), [&] { removed = true; });
        CHECK(loop.run_until([&] { return removed; }));
        for (const auto& target : targets)
            stop_target(target);
        bool stopped = false;
        supervisor->stop_all([&] { stopped = true; });
        CHECK(loop.run_until([&] { return stopped; }));
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
             {{"tcp", 443, 443, "0.0.0.0/0", "", ""},
              {"tcp", 80, 80, "0.0.0.0/0", "", ""},
              {"tcp", 8443, 8443, "0.0.0.0/0", "", ""}},
             {{"-1", -1, -1, "0.0.0.0/0", "", ""}}},
            {"sg-closed",
             {{"tcp", 443, 443, "10.0.0.0/8", "", ""}},
             {{"-1", -1, -1, "0.0.0.0/0", "", ""}}},
            {"sg-app",
             {{"tcp", 8080, 8080, "", "sg-lb", ""}, {"tcp", 8099, 8099, "", "sg-lb", ""}},
             {}},
        };
        plan.enis = {
            {"eni-0000000001", "10.0.0.5", {"sg-lb"}},
            {"eni-0000000002", "10.0.3.5", {"sg-lb"}},
            {"eni-0000000003", "10.0.1.10", {"sg-app"}},
            {"eni-0000000004", "10.0.4.10", {"sg-app"}},
        };
        return plan;
    }

    /// A web server in the VPC: `target.py`, answering `text`, healthy while its file "ready" is
    /// there.
    void start_target(const std::string& name, const std::string& eni, const std::string& text) {
        auto folder = home / name;
        fs::create_directories(folder);
        fs::copy_file(fs::path(ATLAS_TESTS) / "edge/target.py", folder / "target.py");
        REQUIRE(linux::replace_file((folder / "text").string(), text).ok());
        write(name, "ready");
        for (const auto& path : {folder, folder / "text", folder / "target.py"})
            fs::permissions(path, fs::perms::all);
        auto sandbox = network->open_sandbox({name, "vpc-1", {eni}});
        REQUIRE(sandbox.ok());
        supervisor::WorkloadSpec spec;
        spec.id = name;
        spec.owner = "target:" + name;
        spec.network.path = sandbox.value();
        spec.args = {"/usr/bin/python3", "/run/site/target.py", "8080"};
        spec.mounts = {{folder.string(), "/run/site", false, false}};
        spec.stop_timeout = 1s;
        bool started = false;
        supervisor->start(spec, {}, [&](auto running) {
            CHECK(running.ok());
            started = true;
        });
        REQUIRE(loop.run_until([&] { return started; }));
        targets.push_back(name);
    }
    /// A file that a target looks for.
    void write(const std::string& name, const std::string& file) {
        REQUIRE(linux::replace_file((home / name / file).string(), "").ok());
    }
    void remove(const std::string& name, const std::string& file) {
        fs::remove(home / name / file);
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
        group.health_check.path = "/ready";
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

    bool becomes(const Target& target, Health::State state) {
        return loop.run_until([&] {
            auto health = engine->health("edge", "tg-app", target);
            return health && health->state == state;
        });
    }
    bool healthy(const Target& target) { return becomes(target, Health::State::healthy); }

    std::string curl(std::vector<std::string> more) {
        return output_of(loop, curl_args(std::move(more)));
    }
    std::vector<std::string> curl_args(std::vector<std::string> more) {
        std::vector<std::string> args{
            "curl", "-s", "-m", "5", "--cacert", (home / "ca.pem").string()
        };
        for (const char* host :
             {"events.test:443",
              "other.edge.test:443",
              "tea.edge.test:443",
              "events.test:80",
              "events.test:8443"}) {
            args.insert(args.end(), {"--resolve", std::string(host) + ":127.77.200.2"});
        }
        args.insert(args.end(), more.begin(), more.end());
        return args;
    }
    std::string status(const std::string& url) {
        return curl({"-o", "/dev/null", "-w", "%{http_code} %{http_version}", url});
    }
    /// Killed, and gone with all that it had accepted; the region has not heard of it yet.
    void kill_balancer() {
        linux::Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid_of_balancer(), 0)));
        REQUIRE(container::send_signal(process, SIGKILL));
        REQUIRE(container::wait_for_end(process, 10'000));
    }
    int pid_of_balancer() {
        for (const auto& running : supervisor->running()) {
            if (running.id.starts_with("elb-edge")) return running.pid;
        }
        return 0;
    }
};

inline const Target first{"10.0.1.10", 8080, false};
inline const Target second{"10.0.4.10", 8080, false};

/// A balancer with one healthy target.
struct Serving : Edge {
    Serving() {
        make_certificate();
        start_target("app-1", "eni-0000000003", "one");
        engine->apply(wanted({first}));
        REQUIRE(healthy(first));
    }
};

/// A request under way while the test goes on.
class Curl {
public:
    Curl(Edge& edge, std::vector<std::string> more) : edge_(edge) {
        thread_ = std::thread([this, args = edge.curl_args(std::move(more))] {
            linux::SystemProcessRunner runner;
            auto done = runner.run({args, "", 90s});
            output_ = done ? done.value().output : "failed: " + done.error().message();
            edge_.loop.post([this] { finished_ = true; });
        });
    }
    ~Curl() { thread_.join(); }
    bool finished() const { return finished_; }
    std::string output() {
        CHECK(edge_.loop.run_until([this] { return finished_; }));
        return finished_ ? output_ : "";
    }

private:
    Edge& edge_;
    bool finished_ = false;  // the test's thread
    std::string output_;     // the other one's until then
    std::thread thread_;
};

}  // namespace atlas::engines::haproxy
