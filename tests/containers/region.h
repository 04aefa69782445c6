// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "linux/namespace.h"
#include "loop.h"
#include "supervisor/supervisor.h"

/// A region's supervisor for tests, with real containers, and workloads for it. Root only.
namespace atlas::test {

using namespace supervisor;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

inline bool can_run() {
    if (geteuid() == 0) return true;
    MESSAGE("skipped: containers need root");
    return false;
}

inline std::string text_of(const fs::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// A home, a loop and a supervisor; `restart` is a region that died and came back.
struct Region {
    fs::path home;
    std::string id;
    SystemClock clock;
    Loop loop;
    std::unique_ptr<ThreadWorkers> workers = std::make_unique<ThreadWorkers>();
    std::unique_ptr<Supervisor> supervisor;
    std::vector<std::pair<std::string, Exit>> exits;
    std::vector<std::string> lines;
    std::vector<std::string> namespaces;  // removed at the end
    bool takes_lines = true;

    Region() {
        char name[] = "/tmp/atlas-supervisor-XXXXXX";
        home = mkdtemp(name);
        // Users of a task's own pass through to their root, as they do through /run.
        fs::permissions(
            home, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec
        );
        id = "t" + home.string().substr(home.string().size() - 5);
        for (auto& letter : id)
            letter = static_cast<char>(std::tolower(letter));
        open();
    }
    ~Region() {
        bool done = false;
        supervisor->stop_all([&] { done = true; });
        CHECK(loop.run_until([&] { return done; }));
        supervisor.reset();
        workers.reset();
        auto mounts = text_of("/proc/self/mounts");
        CHECK_FALSE(mounts.contains(home.string()));
        CHECK_FALSE(fs::exists(home / "run" / id));
        for (const auto& cgroup : {"/sys/fs/cgroup/memory/atlas/", "/sys/fs/cgroup/atlas/"})
            CHECK_FALSE(fs::exists(cgroup + id));
        CHECK(fs::is_empty(home / "workloads"));
        for (const auto& name : namespaces)
            CHECK(linux::remove_namespace(name));
        std::error_code ignored;
        fs::remove_all(home, ignored);
    }
    void open() {
        Supervisor::Options options;
        options.region_id = id;
        options.home = home;
        options.ca_pem = "-----BEGIN CERTIFICATE-----\nREGION\n-----END CERTIFICATE-----\n";
        options.home_thread = &loop;
        options.workers = workers.get();
        options.clock = &clock;
        options.run_directory = home / "run";
        auto opened = Supervisor::open(options);
        REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().message()));
        supervisor = std::move(opened).value();
        supervisor->on_exit("test:", [this](const WorkloadSpec& spec, const Exit& exit) {
            exits.emplace_back(spec.id, exit);
        });
        auto listen = [this](const WorkloadSpec&, std::vector<LogLine> printed, Taken taken) {
            for (auto& line : printed)
                lines.push_back(std::move(line.text));
            if (takes_lines) taken();
        };
        supervisor->on_lines("test:", listen);
    }
    /// Where a group or a workload of it is, with its memory limit; one of the two there.
    std::vector<fs::path> cgroups(const std::string& name) const {
        return {
            "/sys/fs/cgroup/memory/atlas/" + id + "/" + name,
            "/sys/fs/cgroup/atlas/" + id + "/" + name
        };
    }
    bool has_cgroup(const std::string& name) const {
        return std::ranges::any_of(cgroups(name), [](const auto& path) {
            return fs::exists(path);
        });
    }
    std::string memory_limit(const std::string& name) const {
        auto paths = cgroups(name);
        return text_of(paths[0] / "memory.limit_in_bytes") + text_of(paths[1] / "memory.max");
    }
    /// No thread is left after it.
    void end() {
        supervisor.reset();
        workers.reset();
    }
    std::vector<Supervisor::Recovered> restart(bool hold_workers = false) {
        end();
        workers = std::make_unique<ThreadWorkers>(hold_workers);
        open();
        return supervisor->recover();
    }
    Result<Running> start(WorkloadSpec spec, std::vector<linux::Fd> sockets = {}) {
        std::optional<Result<Running>> answer;
        supervisor->start(std::move(spec), std::move(sockets), [&](Result<Running> running) {
            answer = std::move(running);
        });
        REQUIRE(loop.run_until([&] { return answer.has_value(); }));
        return std::move(*answer);
    }
    Running must_start(WorkloadSpec spec, std::vector<linux::Fd> sockets = {}) {
        auto answer = start(std::move(spec), std::move(sockets));
        REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().message()));
        return answer.value();
    }
    /// As a task: in a network namespace with users of its own, as its root.
    WorkloadSpec confined(WorkloadSpec spec, const std::string& layer) {
        namespaces.push_back("atlastest-" + id + "-" + spec.id);
        REQUIRE(linux::create_owned_namespace(namespaces.back()));
        spec.network.path = linux::namespace_path(namespaces.back());
        spec.rootfs.layers = {layer};
        spec.own_users = true;
        return spec;
    }
    Exit stop(const std::string& workload) {
        std::optional<Exit> answer;
        supervisor->stop(workload, [&](Exit exit) { answer = exit; });
        REQUIRE(loop.run_until([&] { return answer.has_value(); }));
        return *answer;
    }
    Exit wait_exit() {
        REQUIRE(loop.run_until([&] { return !exits.empty(); }));
        auto exit = exits.front().second;
        exits.erase(exits.begin());
        return exit;
    }
    bool wait_line(const std::string& text) {
        return loop.run_until([&] { return std::ranges::find(lines, text) != lines.end(); });
    }
};

inline WorkloadSpec shell(const std::string& id, const std::string& script) {
    WorkloadSpec spec;
    spec.id = id;
    spec.owner = "test:" + id;
    spec.args = {"/bin/sh", "-c", script};
    spec.log.group = "group";
    spec.stop_timeout = 2s;
    return spec;
}

/// Says "NAME holds" once it has so many MiB for itself.
inline WorkloadSpec holder(const std::string& id, int mib) {
    auto spec = shell(id, "");
    spec.args = {
        "/usr/bin/python3",
        "-c",
        "import time\nheld = b'x' * (" + std::to_string(mib) + " << 20)\nprint('" + id +
            " holds', flush=True)\ntime.sleep(1000)",
    };
    spec.stop_signal = SIGKILL;
    return spec;
}

/// A layer with a shell: the host's own, with the libraries it needs.
inline std::string shell_layer(const fs::path& root) {
    auto command = "set -e; mkdir -p " + root.string() + "/bin " + root.string() +
                   "/etc/ssl/certs; echo bundle > " + root.string() +
                   "/etc/ssl/certs/ca-certificates.crt; "
                   "for p in dash cat sleep; do cp -L /bin/$p " +
                   root.string() +
                   "/bin/; for l in $(ldd /bin/$p | grep -o '/[^ ]*'); do cp -L "
                   "--parents $l " +
                   root.string() + "; done; done; ln -sf dash " + root.string() +
                   "/bin/sh; echo 'web:x:33:34::/:' > " + root.string() + "/etc/passwd";
    REQUIRE(std::system(command.c_str()) == 0);
    return root;
}

}  // namespace atlas::test
