// SPDX-License-Identifier: Apache-2.0
#include "container/cgroup.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::container;

namespace {

/// A fake cgroup file system.
struct Tree {
    std::filesystem::path root;
    Tree() {
        char name[] = "/tmp/atlas-cgroup-XXXXXX";
        root = mkdtemp(name);
    }
    ~Tree() { std::filesystem::remove_all(root); }
    void put(const std::string& path, const std::string& text) const {
        std::filesystem::create_directories((root / path).parent_path());
        std::ofstream(root / path) << text;
    }
};

}  // namespace

TEST_CASE("cgroup v2: kills are read from the one tree") {
    Tree tree;
    tree.put("cgroup.controllers", "cpu memory pids\n");
    tree.put("atlas/r/a/memory.events", "low 0\nhigh 0\nmax 3\noom 2\noom_kill 1\n");
    Cgroup group("/atlas/r/a", tree.root);
    CHECK(group.is_v2());
    CHECK(group.read_oom_kills().value() == 1);
}

TEST_CASE("cgroup v1 and hybrid: each controller has its tree") {
    Tree tree;
    tree.put("memory/atlas/r/a/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2");
    Cgroup group("/atlas/r/a", tree.root);
    CHECK_FALSE(group.is_v2());
    CHECK(group.read_oom_kills().value() == 2);
}

TEST_CASE("a group that is gone is not found") {
    Tree tree;
    CHECK(Cgroup("/atlas/r/a", tree.root).read_oom_kills().error().code() == ErrorCode::not_found);
}

TEST_CASE("what is in a group is told once, whatever tree it is in") {
    Tree tree;
    tree.put("memory/atlas/r/a/cgroup.procs", "12\n7\n");
    tree.put("unified/atlas/r/a/cgroup.procs", "7\n");
    CHECK(Cgroup("/atlas/r/a", tree.root).read_processes() == std::vector{7, 12});
    CHECK(Cgroup("/atlas/r/b", tree.root).read_processes().empty());
}

TEST_CASE("an empty group is removed from every tree, its parents stay") {
    Tree tree;
    std::filesystem::create_directories(tree.root / "memory/atlas/r/a");
    std::filesystem::create_directories(tree.root / "unified/atlas/r/a");
    Cgroup::remove("/atlas/r/a", tree.root);
    CHECK_FALSE(std::filesystem::exists(tree.root / "memory/atlas/r/a"));
    CHECK_FALSE(std::filesystem::exists(tree.root / "unified/atlas/r/a"));
    CHECK(std::filesystem::exists(tree.root / "memory/atlas/r"));
    Cgroup::remove_empty("/atlas/r", tree.root);
    CHECK_FALSE(std::filesystem::exists(tree.root / "memory/atlas"));
}
