// SPDX-License-Identifier: Apache-2.0
#include "container/cgroup_usage.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::container;

namespace {

using Counts = std::vector<CgroupUsage::BlockCount>;

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
    Result<CgroupUsage> usage() const { return read_cgroup_usage("/atlas/r/a", root); }
};

}  // namespace

TEST_CASE("cgroup v2: what a group used is read from the one tree") {
    Tree tree;
    tree.put("cgroup.controllers", "cpu io memory pids\n");
    tree.put("atlas/r/a/memory.current", "4096\n");
    tree.put("atlas/r/a/memory.peak", "8192\n");
    tree.put("atlas/r/a/memory.stat", "anon 100\nfile 200\n");
    tree.put(
        "atlas/r/a/cpu.stat",
        "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n"
        "nr_periods 7\nnr_throttled 2\nthrottled_usec 30\n"
    );
    tree.put(
        "atlas/r/a/io.stat",
        "8:16 rbytes=4096 wbytes=512 rios=2 wios=1 dbytes=0 dios=0\nbroken rbytes=1\n"
    );
    tree.put("atlas/r/a/pids.current", "3\n");
    tree.put("atlas/r/a/pids.max", "max\n");
    auto usage = tree.usage().value();
    CHECK(usage.memory_bytes == 4096);
    CHECK(usage.memory_bytes_max == 8192);
    CHECK(usage.memory_stat == std::map<std::string, std::int64_t>{{"anon", 100}, {"file", 200}});
    CHECK(usage.cpu_ns == 1'500'000);
    CHECK(usage.cpu_ns_user == 1'000'000);
    CHECK(usage.cpu_ns_kernel == 500'000);
    CHECK(usage.throttling == CgroupUsage::Throttling{7, 2, 30'000});
    CHECK(
        usage.block_bytes ==
        Counts{{8, 16, "Read", 4096}, {8, 16, "Write", 512}, {8, 16, "Discard", 0}}
    );
    CHECK(
        usage.block_requests ==
        Counts{{8, 16, "Read", 2}, {8, 16, "Write", 1}, {8, 16, "Discard", 0}}
    );
    CHECK(usage.pids == 3);
    CHECK_FALSE(usage.pids_max);
}

TEST_CASE("cgroup v1: what a group used is read from each controller's tree") {
    Tree tree;
    tree.put("memory/atlas/r/a/memory.usage_in_bytes", "8192\n");
    tree.put("memory/atlas/r/a/memory.max_usage_in_bytes", "9000\n");
    tree.put("memory/atlas/r/a/memory.stat", "cache 5\ntotal_cache 6\n");
    tree.put("cpuacct/atlas/r/a/cpuacct.usage", "77\n");
    tree.put("cpuacct/atlas/r/a/cpuacct.usage_percpu", "70 7 \n");
    tree.put("cpuacct/atlas/r/a/cpuacct.usage_sys", "30\n");
    tree.put("cpuacct/atlas/r/a/cpuacct.usage_user", "47\n");
    tree.put("cpu/atlas/r/a/cpu.stat", "nr_periods 7\nnr_throttled 2\nthrottled_time 30\n");
    tree.put(
        "blkio/atlas/r/a/blkio.throttle.io_service_bytes_recursive",
        "253:0 Read 4096\n253:0 Write 0\n253:0 Sync 4096\n253:0 Total 4096\nTotal 4096\n"
    );
    tree.put("blkio/atlas/r/a/blkio.throttle.io_serviced_recursive", "Total 0\n");
    tree.put("pids/atlas/r/a/pids.current", "4\n");
    tree.put("pids/atlas/r/a/pids.max", "1024\n");
    auto usage = tree.usage().value();
    CHECK(usage.memory_bytes == 8192);
    CHECK(usage.memory_bytes_max == 9000);
    CHECK(usage.memory_stat.at("total_cache") == 6);
    CHECK(usage.cpu_ns == 77);
    CHECK(usage.cpu_ns_each == std::vector<std::int64_t>{70, 7});
    CHECK(usage.cpu_ns_kernel == 30);
    CHECK(usage.cpu_ns_user == 47);
    CHECK(usage.throttling == CgroupUsage::Throttling{7, 2, 30});
    CHECK(
        usage.block_bytes ==
        Counts{
            {253, 0, "Read", 4096},
            {253, 0, "Write", 0},
            {253, 0, "Sync", 4096},
            {253, 0, "Total", 4096}
        }
    );
    CHECK(usage.block_requests.empty());
    CHECK(usage.pids == 4);
    CHECK(usage.pids_max == 1024);
}

TEST_CASE("what is not counted is left out, a group that is gone is not found") {
    Tree tree;
    CHECK(tree.usage().error().code() == ErrorCode::not_found);
    tree.put("memory/atlas/r/a/memory.usage_in_bytes", "8192\n");
    tree.put("cpuacct/atlas/r/a/cpuacct.usage", "77\n");
    auto usage = tree.usage().value();
    CHECK_FALSE(usage.memory_bytes_max);
    CHECK_FALSE(usage.throttling);
    CHECK_FALSE(usage.pids);
    CHECK(usage.cpu_ns_each.empty());
    CHECK(usage.block_bytes.empty());
    CHECK(usage.memory_stat.empty());
}
