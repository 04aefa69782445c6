// SPDX-License-Identifier: Apache-2.0
#include "supervisor/watcher.h"

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atlas::supervisor {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A home thread that the test runs by hand until something has happened.
class Home final : public Executor {
public:
    void post(Task task) override {
        const std::scoped_lock lock(mutex_);
        tasks_.push_back(std::move(task));
        changed_.notify_all();
    }
    void post_after(std::chrono::milliseconds, Task task) override { post(std::move(task)); }
    bool run_until(const std::function<bool()>& done) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!done()) {
            std::unique_lock lock(mutex_);
            if (!changed_.wait_until(lock, end, [&] { return !tasks_.empty(); })) return false;
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
        return true;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;
};

/// A process that lives until it is told to end.
class Sleeper {
public:
    Sleeper() {
        pid_ = fork();
        if (pid_ == 0) {
            pause();
            _exit(0);
        }
    }
    ~Sleeper() { end(); }
    linux::Fd descriptor() const {
        return linux::Fd(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
    }
    void end() {
        if (pid_ <= 0) return;
        kill(pid_, SIGKILL);
        waitpid(std::exchange(pid_, 0), nullptr, 0);
    }

private:
    pid_t pid_ = 0;
};

struct Watched {
    fs::path root;
    Home home;
    Sleeper container;
    Sleeper monitor;
    std::vector<std::string> lines;
    std::vector<LogPlace> untold;
    bool tells = true;  // acknowledges pieces at once
    bool ended = false;
    std::unique_ptr<Watcher> watcher;

    Watched() {
        char name[] = "/tmp/atlas-watcher-XXXXXX";
        root = mkdtemp(static_cast<char*>(name));
        fs::create_directory(root / "w");
    }
    ~Watched() {
        watcher.reset();
        fs::remove_all(root);
    }
    void watch() {
        auto opened = Watcher::open(
            home,
            {[this](const std::string&, bool) { ended = true; },
             [this](const std::string& id, std::vector<LogLine> piece, LogPlace place) {
                 for (auto& line : piece)
                     lines.push_back(std::move(line.text));
                 if (tells)
                     watcher->told(id, place);
                 else
                     untold.push_back(place);
             }}
        );
        REQUIRE(opened.ok());
        watcher = std::move(opened).value();
        watcher->watch(
            {"w", container.descriptor(), monitor.descriptor(), root / "w.log", root / "w"}
        );
    }
    void print(const std::string& text, int times = 1) const {
        std::ofstream file(root / "w.log", std::ios::app);
        for (int time = 0; time < times; ++time)
            file << "2026-11-22T20:49:43.1+00:00 stdout F " << text << "\n";
    }
    void renew() const {
        std::ofstream(root / "w.log.tmp").flush();
        fs::rename(root / "w.log.tmp", root / "w.log");
    }
    bool saw(const std::string& text) {
        return home.run_until([&] { return !lines.empty() && lines.back() == text; });
    }
};

TEST_CASE("a log that its monitor begins anew is followed, each time") {
    Watched watched;
    watched.print("first");
    watched.watch();
    REQUIRE(watched.saw("first"));
    for (int time = 0; time < 5; ++time) {
        watched.print("old " + std::to_string(time));
        watched.renew();
        watched.print("new " + std::to_string(time));
        REQUIRE(watched.saw("new " + std::to_string(time)));
    }
    watched.print("last");
    REQUIRE(watched.saw("last"));
    CHECK(watched.lines.size() == 12);
}

TEST_CASE("what another region had not dealt with is told again, from a renewed log too") {
    Watched watched;
    watched.print("first");
    watched.tells = false;
    watched.watch();
    REQUIRE(watched.saw("first"));
    watched.watcher.reset();
    watched.renew();
    watched.print("second");
    watched.lines.clear();
    watched.tells = true;
    watched.watch();
    REQUIRE(watched.saw("second"));
    CHECK(watched.lines == std::vector<std::string>{"first", "second"});
}

TEST_CASE("the end of a container is told behind all its lines, also those that were held back") {
    Watched watched;
    watched.tells = false;
    watched.print(std::string(1000, 'x'), 7000);
    watched.print("last");
    watched.watch();
    REQUIRE(watched.home.run_until([&] { return watched.untold.size() == 4; }));
    watched.container.end();
    watched.monitor.end();
    CHECK(watched.lines.size() < 7000);
    watched.tells = true;
    for (const auto& place : watched.untold)
        watched.watcher->told("w", place);
    REQUIRE(watched.home.run_until([&] { return watched.ended; }));
    CHECK(watched.lines.size() == 7001);
    CHECK(watched.lines.back() == "last");
}

}  // namespace
}  // namespace atlas::supervisor
