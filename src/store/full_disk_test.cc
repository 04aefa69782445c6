// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/thread_store.h"

namespace atlas::store {
namespace {

constexpr std::uint64_t plenty = 1 << 30;

/// A database whose disk is full until `room` is set.
struct FullDatabase final : Database {
    Result<std::vector<Row>> load() override { return std::vector<Row>{}; }
    Result<> write(const std::vector<Change>& changes) override {
        ++tries;
        if (tries == 1) tried.set_value();
        if (!room) return Error(ErrorCode::exhausted, "COMMIT: database or disk is full");
        for (const auto& change : changes)
            keys.push_back(change.key);
        return {};
    }
    Result<> checkpoint() override { return {}; }
    int tries = 0;
    std::atomic<bool> room = false;
    std::promise<void> tried;
    std::vector<std::string> keys;
};

Batch batch_of(const std::string& key) {
    Batch batch;
    batch.put("t", key, "1");
    return batch;
}

TEST_CASE("what finds no room waits, reads go on, and nothing is lost once there is room") {
    auto made = std::make_unique<FullDatabase>();
    auto& database = *made;
    ThreadStore store(std::move(made), [] { return Result<std::uint64_t>(plenty); });
    CHECK_FALSE(store.shortage());
    std::vector<std::string> order;
    std::promise<void> last;
    store.commit(batch_of("a"), [&] { order.emplace_back("a"); });
    database.tried.get_future().get();
    store.flush();
    CHECK(store.shortage()->contains("the disk of the region is full"));
    CHECK_FALSE(store.checkpoint().ok());
    std::promise<void> read;
    store.commit(batch_of("b"), [&] { order.emplace_back("b"); });
    store.commit({}, [&] { read.set_value(); });
    store.commit(batch_of("c"), [&] {
        order.emplace_back("c");
        last.set_value();
    });
    read.get_future().get();
    CHECK(order.empty());
    database.room = true;
    last.get_future().get();
    store.flush();
    CHECK(order == std::vector<std::string>{"a", "b", "c"});
    CHECK(database.keys == order);
    CHECK_FALSE(store.shortage());
}

TEST_CASE("a store that ends on a full disk acknowledges nothing that it drops") {
    bool told = false;
    {
        auto made = std::make_unique<FullDatabase>();
        auto tried = made->tried.get_future();
        ThreadStore store(std::move(made), [] { return Result<std::uint64_t>(plenty); });
        store.commit(batch_of("a"), [&] { told = true; });
        tried.get();
    }
    CHECK_FALSE(told);
}

TEST_CASE("little room is told before a commit fails") {
    std::uint64_t room = 9 << 20;
    ThreadStore store(std::make_unique<FullDatabase>(), [&] { return Result(room); });
    CHECK_FALSE(store.shortage());
    room = 3 << 20;
    CHECK(store.shortage() == "the disk of the region is full: 3 MiB are left, 8 MiB are needed");
}

void fill(const std::filesystem::path& file) {
    std::ofstream out(file, std::ios::binary);
    const std::string block(4096, 'f');
    while (out << block && out.flush()) {
    }
}

/// Runs in a child process with a small disk of its own. Returns 0, or the number of the step that
/// failed.
int live_on_a_full_disk(const std::filesystem::path& disk) {
    if (::unshare(CLONE_NEWNS) != 0) return 1;
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 2;
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=32m") != 0) return 3;
    const auto path = (disk / "store.db").string();
    for (int life = 0; life < 2; ++life) {
        auto store = KeptStore::open(path);
        if (!store) return 10 + life;
        // The first store is opened with space and loses it, the second is opened without.
        if (life == 0 && store.value()->shortage()) return 20;
        fill(disk / "full");
        if (!store.value()->shortage()) return 30 + life;
        int committed = 0;
        for (int number = 0; number < 3000; ++number) {
            store.value()->commit(batch_of(std::to_string(number % 50)), [&] { ++committed; });
            if (number % 3 == 0) store.value()->flush();
        }
        store.value()->flush();
        if (committed != 3000) return 40 + life;
        if (life == 1 && !store.value()->checkpoint()) return 50;
        std::filesystem::remove(disk / "full");
        if (store.value()->shortage()) return 60 + life;
        if (life == 0) fill(disk / "full");
    }
    return 0;
}

TEST_CASE(
    "commits go on and a store is opened on a disk that others filled" *
    doctest::skip(::geteuid() != 0)
) {
    char pattern[] = "/tmp/atlas-store-full.XXXXXX";
    const std::filesystem::path disk = mkdtemp(pattern);
    const pid_t child = ::fork();
    if (child == 0) ::_exit(live_on_a_full_disk(disk));
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    std::filesystem::remove_all(disk);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace atlas::store
