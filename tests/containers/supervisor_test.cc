// SPDX-License-Identifier: Apache-2.0
// Workloads under the real runc and conmon: root, a few seconds, nothing left.
#include "supervisor/supervisor.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container/process.h"
#include "net_socket.h"
#include "region.h"

using namespace atlas;
using namespace atlas::supervisor;
using namespace atlas::test;

TEST_CASE("a workload starts, prints, ends by itself, and its exit is told after its lines") {
    if (!can_run()) return;
    Region region;
    region.must_start(shell("one", "echo hello; echo oops >&2; printf 'no newline'; exit 3"));
    auto exit = region.wait_exit();
    CHECK(exit.code == 3);
    CHECK_FALSE(exit.out_of_memory);
    CHECK(
        std::set(region.lines.begin(), region.lines.end()) ==
        std::set<std::string>{"hello", "oops", "no newline"}
    );
    CHECK(region.supervisor->last_lines("one", 10).size() == 3);
    CHECK(region.supervisor->running().empty());
    region.supervisor->forget("one");
    CHECK(region.supervisor->last_lines("one", 10).empty());
}

TEST_CASE("a start takes about a tenth of a second") {
    if (!can_run()) return;
    Region region;
    auto best = 10'000ms;
    for (int round = 0; round < 5; ++round) {
        auto begin = std::chrono::steady_clock::now();
        auto spec = shell("fast", "sleep 100");
        spec.stop_signal = SIGKILL;
        region.must_start(spec);
        best = std::min(
            best,
            std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin
            )
        );
        region.stop("fast");
    }
    MESSAGE("best of five starts: ", best.count(), " ms");
    CHECK(best < 1000ms);
}

TEST_CASE("what a workload's environment says is on no disk, and gone with it") {
    if (!can_run()) return;
    Region region;
    auto spec = shell("secretive", "echo up; sleep 100");
    spec.stop_signal = SIGKILL;
    spec.environment = {{"PASSWORD", "correct horse"}};
    region.must_start(spec);
    REQUIRE(region.wait_line("up"));
    auto holders = [&] {
        std::vector<std::string> found;
        fs::recursive_directory_iterator entries(region.home);
        for (; entries != fs::recursive_directory_iterator(); ++entries) {
            const auto& entry = *entries;
            if (entry.path().filename() == "rootfs") entries.disable_recursion_pending();
            bool on_disk = entry.is_regular_file() && !entry.is_symlink();
            if (on_disk && text_of(entry.path()).contains("correct horse"))
                found.push_back(entry.path().lexically_relative(region.home / "run" / region.id));
        }
        return found;
    };
    CHECK(holders() == std::vector<std::string>{"bundles/secretive.json"});
    struct statfs system{};
    REQUIRE(statfs((region.home / "run" / region.id / "bundles").c_str(), &system) == 0);
    CHECK(system.f_type == RAMFS_MAGIC);
    region.restart();
    CHECK(holders().size() == 1);
    region.stop("secretive");
    CHECK(holders().empty());
}

TEST_CASE("stop sends the stop signal, and SIGKILL to who does not listen") {
    if (!can_run()) return;
    Region region;
    region.must_start(
        shell("polite", "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done")
    );
    CHECK(region.wait_line("up"));
    CHECK(region.stop("polite").code == 7);
    CHECK(region.wait_line("bye"));
    auto deaf = shell("deaf", "trap '' TERM; echo up2; while :; do sleep 0.05; done");
    deaf.stop_timeout = 1s;
    region.must_start(deaf);
    CHECK(region.wait_line("up2"));
    CHECK(region.stop("deaf").code == 137);
    CHECK(region.stop("nobody").code == 0);
    CHECK(region.exits.empty());
}

TEST_CASE("a start that cannot be is undone and says why") {
    if (!can_run()) return;
    Region region;
    auto spec = shell("bad", "");
    spec.args = {"/no/such/program"};
    auto answer = region.start(spec);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().message().contains("/no/such/program"));
    CHECK(fs::is_empty(region.home / "workloads"));
    auto lost = shell("lost", "");
    lost.network.path = "/run/netns/there-is-none-such";
    CHECK_FALSE(region.start(lost).ok());
    region.must_start(shell("twin", "sleep 100"));
    CHECK(region.start(shell("twin", "")).error().code() == ErrorCode::conflict);
}

TEST_CASE("an engine sees a read-only host without the region's home and the host's secrets") {
    if (!can_run()) return;
    Region region;
    fs::create_directories(region.home / "data");
    std::ofstream(region.home / "secret") << "secret";
    auto home = region.home.string();
    auto spec = shell(
        "engine",
        "cat " + home +
            "/secret; ls /root | wc -l; touch /usr/x; id -u; cat /etc/hosts | tail -1; "
            "cat /etc/resolv.conf | head -1; echo kept > " +
            home +
            "/data/f; ls /sys/class/net; "
            "cat /etc/shadow"
    );
    spec.uid = 45678;
    spec.gid = 45678;
    spec.mounts = {{home + "/data", home + "/data", false, false}};
    fs::permissions(region.home / "data", fs::perms::all);
    spec.network = {"", "10.0.0.2", "ip-10-0-0-9", "10.0.0.9"};
    region.must_start(spec);
    region.wait_exit();
    std::string all = "\n";
    for (const auto& line : region.lines)
        all += line + "\n";
    CAPTURE(all);
    CHECK(all.contains("secret: No such file"));
    CHECK(all.contains("\n0\n"));
    CHECK(all.contains("Read-only file system"));
    CHECK(all.contains("\n45678\n"));
    CHECK(all.contains("10.0.0.9 ip-10-0-0-9\n"));
    CHECK(all.contains("nameserver 10.0.0.2\n"));
    CHECK(all.contains("\nlo\n"));
    CHECK(all.contains("shadow: Permission denied"));
    CHECK(text_of(region.home / "data/f") == "kept\n");
}

TEST_CASE("an image's container writes into its own layer, trusts the region, runs as its user") {
    if (!can_run()) return;
    Region region;
    auto layer = shell_layer(region.home / "layer");
    auto spec = shell("image", "cat /etc/ssl/certs/ca-certificates.crt; echo x > /new; cat /new");
    spec.rootfs = {{layer}, true};
    region.must_start(spec);
    CHECK(region.wait_exit().code == 0);
    CHECK(
        region.lines ==
        std::vector<std::string>{
            "bundle", "-----BEGIN CERTIFICATE-----", "REGION", "-----END CERTIFICATE-----", "x"
        }
    );
    CHECK_FALSE(fs::exists(layer + "/new"));
    CHECK(text_of(layer + "/etc/ssl/certs/ca-certificates.crt") == "bundle\n");
    spec.user = "web";
    spec.args = {"/bin/sh", "-c", "echo x > /new"};
    region.must_start(spec);
    CHECK(region.wait_exit().code != 0);
    spec.user = "nobody";
    CHECK(region.start(spec).error().message().contains("unable to find user nobody"));
}

TEST_CASE("a container that takes too much memory is reported as killed for it") {
    if (!can_run()) return;
    Region region;
    auto spec = shell("greedy", "exec tail /dev/zero");
    spec.limits.memory_bytes = 32 << 20;
    region.must_start(spec);
    auto exit = region.wait_exit();
    CHECK(exit.out_of_memory);
    CHECK(exit.code == 137);
}

TEST_CASE("a container's use is what the kernel counted of it alone, until it ends") {
    if (!can_run()) return;
    Region region;
    auto layer = shell_layer(region.home / "layer");
    auto spec = region.confined(
        shell(
            "counted", "while read line; do :; done < /proc/self/status; sleep 100 & echo up; wait"
        ),
        layer
    );
    spec.stop_signal = SIGKILL;
    spec.limits.pids = 50;
    auto ip = "ip -n " + region.namespaces.back() + " ";
    REQUIRE(std::system((ip + "link add eth1 type veth peer name peer").c_str()) == 0);
    REQUIRE(std::system((ip + "link set peer up").c_str()) == 0);
    REQUIRE(std::system((ip + "link set eth1 up").c_str()) == 0);
    region.must_start(spec);
    REQUIRE(region.wait_line("up"));
    auto usage = region.supervisor->usage("counted").value();
    CHECK(usage.group.memory_bytes > 0);
    CHECK(usage.group.memory_bytes < 100 << 20);
    CHECK(usage.group.memory_stat.contains("pgfault"));
    CHECK(usage.group.cpu_ns > 0);
    CHECK(usage.group.cpu_ns < usage.machine.total_ns);
    // The shell and its sleep.
    CHECK(usage.group.pids == 2);
    CHECK(usage.group.pids_max == 50);
    // Not the host's.
    CHECK(usage.interfaces.size() == 2);
    CHECK(usage.interfaces.contains("eth1"));
    CHECK(usage.interfaces.contains("peer"));
    region.stop("counted");
    CHECK_FALSE(region.supervisor->usage("counted").ok());
}

TEST_CASE(
    "two that together take more than their group may are not both left, though each keeps to "
    "its own limit"
) {
    if (!can_run()) return;
    Region region;
    auto started = [&](const std::string& id) {
        auto spec = holder(id, 60);
        spec.limits.memory_bytes = 90 << 20;
        spec.group = {"pair", {100 << 20, 256, 100'000}};
        region.must_start(spec);
    };
    started("pair-0");
    REQUIRE(region.wait_line("pair-0 holds"));
    CHECK(region.memory_limit("pair") == "104857600\n");
    CHECK(region.memory_limit("pair/pair-0") == "94371840\n");
    started("pair-1");
    auto exit = region.wait_exit();
    CHECK(exit.out_of_memory);
    CHECK(exit.code == 137);
    REQUIRE(region.supervisor->running().size() == 1);
    auto left = region.supervisor->running()[0].id;
    CHECK(region.has_cgroup("pair/" + left));
    region.restart();
    CHECK(region.supervisor->usage(left).ok());
    region.stop(left);
    CHECK_FALSE(region.has_cgroup("pair"));
}

TEST_CASE("a group keeps its limits while its workloads come and go side by side") {
    if (!can_run()) return;
    Region region;
    auto member = [](int round) {
        auto spec = shell("member-" + std::to_string(round), "sleep 100");
        spec.stop_signal = SIGKILL;
        spec.group = {"members", {100 << 20, 256, 100'000}};
        return spec;
    };
    region.must_start(member(0));
    for (int round = 1; round < 10; ++round) {
        bool gone = false;
        std::optional<Result<Running>> come;
        region.supervisor->stop("member-" + std::to_string(round - 1), [&](Exit) { gone = true; });
        region.supervisor->start(member(round), {}, [&](Result<Running> running) {
            come = std::move(running);
        });
        REQUIRE(region.loop.run_until([&] { return gone && come; }));
        REQUIRE_MESSAGE(come->ok(), (come->ok() ? "" : come->error().message()));
        CHECK(region.memory_limit("members") == "104857600\n");
    }
    region.stop("member-9");
    CHECK_FALSE(region.has_cgroup("members"));
}

TEST_CASE("exec runs inside, as the workload's user, and is killed at its time-out") {
    if (!can_run()) return;
    Region region;
    region.must_start(shell("host", "sleep 100"));
    auto exec = [&](std::vector<std::string> args, std::chrono::milliseconds timeout) {
        std::optional<Result<int>> answer;
        region.supervisor->exec("host", std::move(args), timeout, [&](Result<int> code) {
            answer = std::move(code);
        });
        REQUIRE(region.loop.run_until([&] { return answer.has_value(); }));
        return std::move(*answer);
    };
    CHECK(exec({"/bin/sh", "-c", "test $(ls -d /proc/[0-9]* | wc -l) -lt 10"}, 5s).value() == 0);
    CHECK(exec({"/bin/sh", "-c", "exit 4"}, 5s).value() == 4);
    CHECK(exec({"/bin/sleep", "100"}, 300ms).error().code() == ErrorCode::timed_out);
    auto usage = region.supervisor->usage("host");
    REQUIRE(usage.ok());
    CHECK(usage.value().group.memory_bytes > 0);
}

TEST_CASE("a command that is killed at its time-out takes no other of the same workload with it") {
    if (!can_run()) return;
    Region region;
    region.must_start(shell("host", "sleep 100"));
    std::map<std::string, Result<int>> answers;
    auto exec = [&](const std::string& script, std::chrono::milliseconds timeout) {
        region.supervisor->exec("host", {"/bin/sh", "-c", script}, timeout, [&, script](auto code) {
            answers.emplace(script, std::move(code));
        });
    };
    exec("exec sleep 100", 1s);
    exec("sleep 0.3; sleep 1.5; exit 6", 20s);
    REQUIRE(region.loop.run_until([&] { return answers.size() == 2; }));
    CHECK(answers.at("exec sleep 100").error().code() == ErrorCode::timed_out);
    CHECK(answers.at("sleep 0.3; sleep 1.5; exit 6").value() == 6);
    answers.clear();
    exec("! grep -qx 'sleep.100.' /proc/[2-9]*/cmdline", 10s);
    CHECK(region.loop.run_until([&] { return answers.size() == 1; }));
    CHECK(answers.begin()->second.value() == 0);
    for (const auto& entry : fs::directory_iterator(region.home / "run" / region.id / "runc"))
        CHECK_FALSE(entry.path().filename().string().ends_with(".exec"));
    region.supervisor->exec("nobody", {"/bin/true"}, 1s, [&](auto code) {
        answers.emplace("nobody", std::move(code));
    });
    CHECK(region.loop.run_until([&] { return answers.size() == 2; }));
    CHECK(answers.at("nobody").error().code() == ErrorCode::not_found);
}

TEST_CASE("sockets of the host pass into a workload, serve there, and can be taken back") {
    if (!can_run()) return;
    Region region;
    auto [socket, port] = test::listen_anywhere();
    auto serve = shell("server", "");
    serve.args = {
        "/usr/bin/python3",
        "-c",
        "import socket\n"
        "s = socket.socket(fileno=3)\n"
        "while True:\n"
        "    c, _ = s.accept(); c.sendall(b'hi'); c.close()\n"
    };
    std::vector<linux::Fd> sockets;
    sockets.push_back(linux::Fd(fcntl(socket.number(), F_DUPFD_CLOEXEC, 3)));
    region.must_start(serve, std::move(sockets));
    CHECK(test::ask("127.0.0.1", port) == "hi");

    socket.close();
    region.restart();
    auto taken = region.supervisor->take_sockets("server", 1);
    REQUIRE(taken.ok());
    region.stop("server");
    region.must_start(serve, std::move(taken).value());
    CHECK(test::ask("127.0.0.1", port) == "hi");
}

TEST_CASE("a region that comes back finds what lives with its pid, and hears what ended meanwhile"
) {
    if (!can_run()) return;
    Region region;
    auto lives = region.must_start(
        shell("lives", "trap 'exit 5' TERM; while :; do echo tick; sleep 0.1; done")
    );
    region.must_start(shell("dies", "sleep 0.5; echo last words; exit 9"));
    CHECK(region.wait_line("tick"));
    auto monitor = std::stoi(text_of(region.home / "workloads/dies/monitor.pid"));
    auto dying = container::open_process(container::read_process(monitor).value());
    region.supervisor.reset();
    if (dying) CHECK(container::wait_for_end(dying.value(), 10'000).ok());
    region.lines.clear();
    auto recovered = region.restart();
    REQUIRE(recovered.size() == 1);
    CHECK(recovered[0].running.id == "lives");
    CHECK(recovered[0].running.pid == lives.pid);
    CHECK(recovered[0].spec.owner == "test:lives");
    CHECK(region.wait_exit().code == 9);
    CHECK(region.wait_line("last words"));
    CHECK(region.wait_line("tick"));
    CHECK(region.stop("lives").code == 5);
}

TEST_CASE("a half-made start is removed, and a pid alone is not believed") {
    if (!can_run()) return;
    Region region;
    region.must_start(shell("real", "sleep 100"));
    region.must_start(shell("half", "sleep 100"));
    region.supervisor.reset();
    fs::remove(region.home / "workloads/half/state.json");
    auto path = region.home / "workloads/real/state.json";
    auto state = text_of(path);
    auto at = state.find("\"pid_start\":") + 12;
    std::ofstream(path) << state.substr(0, at) << "1" << state.substr(at);
    CHECK(region.restart().empty());
    CHECK(region.wait_exit().code == 137);
    CHECK(region.supervisor->running().empty());
    region.stop("half");
    CHECK_FALSE(fs::exists(region.home / "workloads/half"));
}

TEST_CASE(
    "a region is back before what was half-made is gone, and starts nothing in its place until "
    "then"
) {
    if (!can_run()) return;
    Region region;
    constexpr int many = 6;
    auto part = [](int number, const std::string& owner) {
        auto spec = shell("part-" + std::to_string(number), "sleep 100");
        spec.owner = "test:" + owner;
        spec.stop_signal = SIGKILL;
        spec.group = {"parts", {100 << 20, 256, 100'000}};
        return spec;
    };
    for (int number = 0; number < many; ++number)
        region.must_start(part(number, std::to_string(number)));
    region.supervisor.reset();
    for (int number = 0; number < many; ++number)
        fs::remove(region.home / ("workloads/part-" + std::to_string(number) + "/state.json"));
    auto former = std::stoi(text_of(region.home / "workloads/part-0/pid"));
    CHECK(region.restart(test::ThreadWorkers::held).empty());
    CHECK(container::read_process(former).ok());
    // The same id, another one of the same owner, and who is stopped before it could start.
    std::vector<Result<Running>> answers;
    auto told = [&](Result<Running> running) {
        CHECK_FALSE(container::read_process(former).ok());
        answers.push_back(std::move(running));
    };
    region.supervisor->start(part(0, "0"), {}, told);
    region.supervisor->start(part(many, "0"), {}, told);
    region.supervisor->start(part(many + 1, "0"), {}, told);
    bool stopped = false;
    region.supervisor->stop("part-7", [&](const Exit&) { stopped = true; });
    CHECK(region.workers->let_go() == std::size_t{many});
    CHECK(region.loop.run_until([&] { return answers.size() == 3 && stopped; }));
    CHECK(region.supervisor->running().size() == 2);
    for (int number = 1; number < many; ++number)
        region.stop("part-" + std::to_string(number));
    CHECK(std::distance(fs::directory_iterator(region.home / "workloads"), {}) == 2);
}

TEST_CASE("a region that is killed at any moment of a start leaves the workload whole or none of it"
) {
    if (!can_run()) return;
    Region region;
    auto begun = std::chrono::steady_clock::now();
    region.must_start(shell("first", "sleep 100"));
    auto whole = std::chrono::steady_clock::now() - begun;
    region.end();
    auto seed = std::random_device()();
    MESSAGE("seed ", seed);
    std::mt19937 random(seed);
    auto spec = shell("cut", "sleep 100");
    // SIGTERM may still meet runc's own init, which ends by code 2 then.
    spec.stop_signal = SIGKILL;
    spec.group = {"group", {100 << 20, 256, 100'000}};
    for (int round = 0; round < 20; ++round) {
        int killed = fork();
        REQUIRE(killed >= 0);
        if (killed == 0) {
            region.restart();
            (void)region.start(spec);
            pause();
        }
        auto part = std::uniform_real_distribution(0.0, 1.0)(random);
        std::this_thread::sleep_for(whole * part);  // The moment is the point.
        kill(killed, SIGKILL);
        waitpid(killed, nullptr, 0);
        auto recovered = region.restart();
        bool runs = std::ranges::any_of(recovered, [](const Supervisor::Recovered& one) {
            return one.running.id == "cut";
        });
        if (!runs) region.must_start(spec);
        CHECK(region.supervisor->running().size() == 2);
        CHECK(region.stop("cut").code == 137);
        CHECK_FALSE(fs::exists("/run/atlas/" + region.id + "/runc/cut"));
        CHECK_FALSE(region.has_cgroup("group"));
        region.end();  // a fork has none of its threads
    }
    CHECK(region.restart().size() == 1);
}

TEST_CASE("a container whose monitor was killed is ended and said so") {
    if (!can_run()) return;
    Region region;
    region.must_start(shell("orphan", "sleep 100"));
    auto pid = std::stoi(text_of(region.home / "workloads/orphan/monitor.pid"));
    REQUIRE(kill(pid, SIGKILL) == 0);
    auto exit = region.wait_exit();
    CHECK(exit.code == 137);
    CHECK(exit.reason == "its monitor died");
}

TEST_CASE("a loud workload loses no line") {
    if (!can_run()) return;
    Region region;
    region.must_start(shell("loud", "seq 1 200000"));
    CHECK(region.wait_exit().code == 0);
    REQUIRE(region.lines.size() == 200000);
    CHECK(region.lines.back() == "200000");
}

TEST_CASE("lines that were not taken are told again after a restart") {
    if (!can_run()) return;
    Region region;
    region.takes_lines = false;
    region.must_start(shell("patient", "echo said; sleep 100"));
    REQUIRE(region.wait_line("said"));
    region.lines.clear();
    CHECK(region.restart().size() == 1);
    CHECK(region.wait_line("said"));
}
