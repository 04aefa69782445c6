// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/database.h"
#include "store/table.h"

namespace atlas::store {
namespace {

struct Folder {
    Folder() {
        char pattern[] = "/tmp/atlas-store-test.XXXXXX";
        path = mkdtemp(pattern);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file() const { return path / "store.db"; }
    std::filesystem::path path;
};

std::map<std::string, std::string> content(const std::string& path) {
    std::map<std::string, std::string> all;
    auto store = Store::open(path);
    REQUIRE_MESSAGE(store.ok(), (store ? "" : store.error().message()));
    auto rows = store.value()->load().value();
    for (auto& row : rows)
        all[row.table + "/" + row.key] = row.value;
    return all;
}

TEST_CASE_FIXTURE(Folder, "rows come back after the store was closed") {
    {
        auto store = Store::open(file()).value();
        CHECK(store->load().value().empty());
        Batch batch;
        batch.put("ec2.vpc", "vpc-1", R"({"a":1})");
        batch.put("ec2.vpc", "vpc-2", R"({"b":"ä"})");
        batch.put("ec2.vpc", "vpc-1", R"({"a":2})");
        batch.erase("ec2.vpc", "vpc-9");
        bool committed = false;
        store->commit(std::move(batch), [&] { committed = true; });
        store->flush();
        CHECK(committed);
        Batch second;
        second.erase("ec2.vpc", "vpc-2");
        store->commit(std::move(second), [] {});
    }
    CHECK(content(file()) == std::map<std::string, std::string>{{"ec2.vpc/vpc-1", R"({"a":2})"}});
}

TEST_CASE_FIXTURE(Folder, "the files are private and one process has them") {
    auto store = Store::open(file()).value();
    Batch batch;
    batch.put("t", "k", "1");
    store->commit(std::move(batch), [] {});
    store->flush();
    for (const char* name : {"store.db", "store.db-wal"}) {
        struct stat status{};
        REQUIRE(::stat((path / name).c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
    }
    CHECK(Store::open(file()).error().code() == ErrorCode::conflict);
}

TEST_CASE_FIXTURE(Folder, "answers are released in order, also of empty batches") {
    auto store = Store::open(file()).value();
    std::vector<int> order;
    for (int index = 0; index < 500; ++index) {
        Batch batch;
        if (index % 3 != 0) batch.put("t", std::to_string(index % 7), std::to_string(index));
        store->commit(std::move(batch), [&order, index] { order.push_back(index); });
    }
    store->flush();
    REQUIRE(order.size() == 500);
    CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE_FIXTURE(Folder, "a damaged, foreign or newer file is refused in words") {
    auto problem = [&](ErrorCode code = ErrorCode::io) {
        auto store = Store::open(file());
        REQUIRE_FALSE(store.ok());
        CHECK(store.error().code() == code);
        return store.error().message();
    };
    std::ofstream(file()) << std::string(8192, 'x');
    CHECK(problem().contains("file is not a database"));
    std::filesystem::remove(file());
    auto sql = [&](const std::string& text) {
        return std::system(("python3 -c \"import sqlite3; c = sqlite3.connect('" + file() + "'); " +
                            "c.executescript('" + text + "'); c.commit()\"")
                               .c_str());
    };
    REQUIRE(sql("CREATE TABLE other (x)") == 0);
    CHECK(problem().contains("no store of Atlas"));
    std::filesystem::remove(file());
    content(file());
    REQUIRE(sql("PRAGMA user_version = 3") == 0);
    CHECK(problem(ErrorCode::conflict).contains("newer format 3"));
}

TEST_CASE_FIXTURE(Folder, "a page that was overwritten is noticed at the start") {
    {
        auto store = Store::open(file()).value();
        for (int index = 0; index < 300; ++index) {
            Batch batch;
            batch.put("t", std::to_string(index), std::string(200, 'v'));
            store->commit(std::move(batch), [] {});
        }
    }
    {
        std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekp(4096 + 8);
        damaged << std::string(3000, '\x55');
    }
    CHECK(Store::open(file()).error().code() == ErrorCode::io);
}

struct Vpc {
    std::string cidr;
    static void fields(auto& self, auto&& field) { field("Cidr", self.cidr); }
};

TEST_CASE("a table keeps memory and batch alike") {
    Table<Vpc> table("ec2.vpc");
    Batch batch;
    table.put(batch, "vpc-1", {"10.0.0.0/16"});
    table.edit(batch, "vpc-1", [](Vpc& vpc) { vpc.cidr = "10.1.0.0/16"; });
    table.erase(batch, "vpc-1");
    table.erase(batch, "vpc-1");
    CHECK(table.empty());
    const auto changes = batch.take();
    REQUIRE(changes.size() == 3);
    CHECK(*changes[1].value == R"({"Cidr":"10.1.0.0/16"})");
    CHECK_FALSE(changes[2].value.has_value());
    REQUIRE(table.load("vpc-1", *changes[1].value).ok());
    CHECK(table.find("vpc-1")->cidr == "10.1.0.0/16");
}

/// Runs in a child process: commits 1, 2, 3, … and writes each number to the pipe once it is
/// committed.
void write_until_killed(const std::string& path, int pipe) {
    auto store = Store::open(path).value();
    for (int number = 1;; ++number) {
        Batch batch;
        batch.put("t", "left", std::to_string(number));
        batch.put("t", "right", std::to_string(number));
        batch.put("t", "n" + std::to_string(number), std::string(500, 'x'));
        store->commit(std::move(batch), [number, pipe] {
            if (::write(pipe, &number, sizeof number) != sizeof number) std::_Exit(1);
        });
        if (number % 8 == 0) store->flush();
    }
}

TEST_CASE_FIXTURE(Folder, "kill -9 in the middle of commits loses nothing that was told") {
    int told = 0;
    for (int round = 0; round < 5; ++round) {
        std::filesystem::remove_all(path);
        std::filesystem::create_directory(path);
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const pid_t child = ::fork();
        if (child == 0) write_until_killed(file(), ends[1]);
        ::close(ends[1]);
        for (int count = 0; count < 20 + round * 37; ++count)
            REQUIRE(::read(ends[0], &told, sizeof told) == sizeof told);
        ::kill(child, SIGKILL);
        while (::read(ends[0], &told, sizeof told) == sizeof told) {
        }
        ::close(ends[0]);
        ::waitpid(child, nullptr, 0);
        const auto rows = content(file());
        const int found = std::stoi(rows.at("t/left"));
        CHECK(found >= told);
        CHECK(rows.at("t/right") == rows.at("t/left"));
        CHECK(rows.size() == static_cast<std::size_t>(found) + 2);
    }
}

}  // namespace
}  // namespace atlas::store
