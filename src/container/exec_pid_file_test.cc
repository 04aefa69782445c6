// SPDX-License-Identifier: Apache-2.0
#include "container/exec_pid_file.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace atlas;
using namespace atlas::container;
namespace fs = std::filesystem;

namespace {

/// runc's folder, and a cgroup file system with one container.
struct Folder {
    fs::path root;
    Folder() {
        char name[] = "/tmp/atlas-exec-XXXXXX";
        root = mkdtemp(name);
        fs::create_directories(root / "state");
        fs::create_directories(root / "cgroup/atlas/r/one");
        std::ofstream(root / "cgroup/cgroup.controllers") << "pids\n";
    }
    ~Folder() { fs::remove_all(root); }
    Cgroup group(const std::string& members) const {
        std::ofstream(root / "cgroup/atlas/r/one/cgroup.procs") << members;
        return Cgroup("/atlas/r/one", root / "cgroup");
    }
    ExecPidFile make(const std::string& id) const {
        auto made = ExecPidFile::make(root / "state", id);
        REQUIRE(made.ok());
        return std::move(made).value();
    }
};

/// A process that runs until it is killed.
struct Child {
    int pid = fork();
    Child() {
        if (pid != 0) return;
        while (true)
            pause();
    }
    ~Child() {
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
    }
    bool runs() const { return waitpid(pid, nullptr, WNOHANG) == 0; }
    void wait() const { waitpid(pid, nullptr, 0); }
};

}  // namespace

TEST_CASE("commands in one container have files of their own, which go with them") {
    Folder folder;
    {
        auto one = folder.make("one");
        auto other = folder.make("one");
        CHECK(one.path() != other.path());
        std::ofstream(one.path()) << "7";
        CHECK(fs::file_size(other.path()) == 0);
        CHECK(ExecPidFile::is_name(fs::path(one.path()).filename().string()));
    }
    CHECK(fs::is_empty(folder.root / "state"));
}

TEST_CASE("only a process of the container is killed, whatever the file says") {
    Folder folder;
    auto file = folder.make("one");
    Child inside;
    Child outside;
    auto members = folder.group("1\n" + std::to_string(inside.pid) + "\n");
    for (const auto& noted :
         {std::to_string(outside.pid), std::string(), std::string("0"), std::string("-1")}) {
        std::ofstream(file.path()) << noted;
        file.kill_noted(members);
    }
    CHECK(outside.runs());
    CHECK(inside.runs());
    std::ofstream(file.path()) << inside.pid;
    file.kill_noted(folder.group(""));
    CHECK(inside.runs());
    file.kill_noted(folder.group(std::to_string(inside.pid) + "\n"));
    inside.wait();
    CHECK(outside.runs());
}

TEST_CASE("what a killed region left of a container goes with the container") {
    Folder folder;
    for (const auto* name :
         {"one.exec", "one.aBcDeF.exec", ".one.aBcDeF.exec", "one-2.aBcDeF.exec"})
        std::ofstream(folder.root / "state" / name) << "1";
    fs::create_directories(folder.root / "state/one");
    ExecPidFile::remove_all(folder.root / "state", "one");
    CHECK(fs::exists(folder.root / "state/one"));
    CHECK(fs::exists(folder.root / "state/one-2.aBcDeF.exec"));
    CHECK(std::distance(fs::directory_iterator(folder.root / "state"), {}) == 2);
}
