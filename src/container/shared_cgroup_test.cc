// Uses folders that imitate the kernel's, to check which file gets which value. tests/containers
// tests the real kernel.
#include "container/shared_cgroup.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "container/cgroup.h"

using namespace atlas;
using namespace atlas::container;
namespace fs = std::filesystem;

namespace {

/// A fake cgroup file system with the kernel's files of a group.
struct Tree {
    fs::path root;
    Tree() {
        char name[] = "/tmp/atlas-cgroup-XXXXXX";
        root = mkdtemp(name);
    }
    ~Tree() { fs::remove_all(root); }
    void put(const std::string& path) const {
        fs::create_directories((root / path).parent_path());
        std::ofstream(root / path) << "";
    }
    std::string get(const std::string& path) const {
        std::ifstream file(root / path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

constexpr SharedLimits task{512 << 20, 256, 25'000};

}  // namespace

TEST_CASE("v2: memory without swap, weight and quota, controllers handed down from the root") {
    Tree tree;
    tree.put("cgroup.controllers");
    for (const auto* above : {"", "atlas/", "atlas/r/", "atlas/r/t/"})
        tree.put(std::string(above) + "cgroup.subtree_control");
    for (const auto* file : {"memory.max", "memory.swap.max", "cpu.weight", "cpu.max"})
        tree.put(std::string("atlas/r/t/") + file);
    REQUIRE(make_shared_cgroup("/atlas/r/t", "/atlas/r/t/t-0", task, tree.root).ok());
    CHECK(fs::is_directory(tree.root / "atlas/r/t/t-0"));
    CHECK(tree.get("atlas/r/t/memory.max") == "536870912");
    CHECK(tree.get("atlas/r/t/memory.swap.max") == "0");
    CHECK(tree.get("atlas/r/t/cpu.weight") == "10");
    CHECK(tree.get("atlas/r/t/cpu.max") == "25000 100000");
    // The kernel accepts the values one by one; here only the last one remains in the file.
    for (const auto* above : {"", "atlas/", "atlas/r/", "atlas/r/t/"})
        CHECK(tree.get(std::string(above) + "cgroup.subtree_control").starts_with("+pids"));
}

TEST_CASE("v1 and hybrid: the group is in every tree, its limits in their controllers' trees") {
    Tree tree;
    tree.put("memory/atlas/r/t/memory.limit_in_bytes");
    for (const auto* file : {"cpu.shares", "cpu.cfs_quota_us", "cpu.cfs_period_us"})
        tree.put(std::string("cpu/atlas/r/t/") + file);
    for (const auto* name : {"pids", "unified"})
        fs::create_directories(tree.root / name);
    REQUIRE(make_shared_cgroup("/atlas/r/t", "/atlas/r/t/t-0", task, tree.root).ok());
    for (const auto* name : {"memory", "cpu", "pids", "unified"})
        CHECK(fs::is_directory(tree.root / name / "atlas/r/t/t-0"));
    CHECK_FALSE(fs::exists(tree.root / "atlas"));
    CHECK(tree.get("memory/atlas/r/t/memory.limit_in_bytes") == "536870912");
    CHECK(tree.get("cpu/atlas/r/t/cpu.shares") == "256");
    CHECK(tree.get("cpu/atlas/r/t/cpu.cfs_quota_us") == "25000");
    CHECK(tree.get("cpu/atlas/r/t/cpu.cfs_period_us") == "100000");
}

TEST_CASE("a limit that cannot be set is an error, not a task without it") {
    Tree tree;
    fs::create_directories(tree.root / "memory");
    fs::create_directories(tree.root / "cpu");
    auto made = make_shared_cgroup("/atlas/r/t", "/atlas/r/t/t-0", task, tree.root);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().message().contains("memory.limit_in_bytes"));
}

TEST_CASE("a group without limits is only a place") {
    Tree tree;
    fs::create_directories(tree.root / "memory");
    CHECK(make_shared_cgroup("/atlas/r/t", "/atlas/r/t/t-0", {}, tree.root).ok());
    CHECK(make_shared_cgroup("/atlas/r/t", "/atlas/r/t/t-1", {}, tree.root).ok());
    Cgroup::remove("/atlas/r/t/t-0", tree.root);
    Cgroup::remove("/atlas/r/t", tree.root);
    CHECK(fs::exists(tree.root / "memory/atlas/r/t/t-1"));
    Cgroup::remove("/atlas/r/t/t-1", tree.root);
    Cgroup::remove("/atlas/r/t", tree.root);
    CHECK_FALSE(fs::exists(tree.root / "memory/atlas/r/t"));
}

TEST_CASE("what a group holds is removed with its region") {
    Tree tree;
    fs::create_directories(tree.root / "memory");
    REQUIRE(make_shared_cgroup("/atlas/r/t", "/atlas/r/t/t-0", {}, tree.root).ok());
    Cgroup::remove("/atlas/r/t/t-0", tree.root);
    Cgroup::remove_empty("/atlas/r", tree.root);
    CHECK_FALSE(fs::exists(tree.root / "memory/atlas"));
}
