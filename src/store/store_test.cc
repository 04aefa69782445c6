// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/table.h"

namespace atlas::store {
namespace {

struct Folder {
    Folder() {
        char name[] = "/tmp/atlas-store-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file() const { return path + "/store.db"; }
    std::string path;
};

std::unique_ptr<Store> open(const Folder& folder) {
    auto store = Store::open(folder.file());
    REQUIRE(store.ok());
    return std::move(store).value();
}

TEST_CASE("rows that were committed are there again") {
    Folder folder;
    {
        auto store = open(folder);
        Batch batch;
        batch.put("ec2.vpc", "b", "2");
        batch.put("ec2.vpc", "a", "1");
        batch.put("ec2.vpc", "c", "3");
        batch.erase("ec2.vpc", "c");
        bool told = false;
        store->commit(std::move(batch), [&] { told = true; });
        store->flush();
        CHECK(told);
    }
    auto rows = open(folder)->load();
    REQUIRE(rows.ok());
    REQUIRE(rows.value().size() == 2);
    CHECK(rows.value()[0].key == "a");
    CHECK(rows.value()[1].value == "2");
}

TEST_CASE("only its owner can read the file") {
    Folder folder;
    open(folder);
    struct stat status{};
    REQUIRE(::stat(folder.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a damaged file is refused, not read as empty") {
    Folder folder;
    std::ofstream(folder.file()) << std::string(4096, 'x');
    auto store = Store::open(folder.file());
    REQUIRE_FALSE(store.ok());
    CHECK(store.error().code() == ErrorCode::io);
}

TEST_CASE("what was told as committed survives a kill -9") {
    Folder folder;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    int child = ::fork();
    if (child == 0) {
        auto store = Store::open(folder.file());
        for (int number = 0;; ++number) {
            Batch batch;
            batch.put("t.row", std::to_string(number), "x");
            batch.put("t.last", "last", std::to_string(number));
            store.value()->commit(std::move(batch), [number, &ends] {
                [[maybe_unused]] auto written = ::write(ends[1], &number, sizeof(number));
            });
            if (number % 50 == 0) store.value()->flush();
        }
    }
    int told = 0;
    while (told < 200)
        REQUIRE(::read(ends[0], &told, sizeof(told)) == sizeof(told));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ends[1]);
    while (::read(ends[0], &told, sizeof(told)) == sizeof(told)) {
    }
    ::close(ends[0]);
    auto rows = open(folder)->load();
    REQUIRE(rows.ok());
    auto last = std::ranges::find(rows.value(), std::string("t.last"), &Row::table);
    REQUIRE(last != rows.value().end());
    CHECK(std::stoi(last->value) >= told);
    // Whole batches: every row up to the last one.
    CHECK(rows.value().size() == static_cast<std::size_t>(std::stoi(last->value)) + 2);
}

struct Person {
    std::string name;
    std::optional<int> age;
    static void fields(auto& self, auto&& field) {
        field("Name", self.name);
        field("Age", self.age);
    }
};

TEST_CASE("a table records what it changes and reads it back") {
    Table<Person> people("t.person");
    Batch batch;
    people.put(batch, "a", {"Ann", 4});
    people.edit(batch, "a", [](Person& person) { person.age = 5; });
    auto changes = batch.take();
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].value == R"({"Name":"Ann","Age":5})");
    Table<Person> again("t.person");
    REQUIRE(again.load("a", *changes[1].value).ok());
    CHECK(again.find("a")->age == 5);
    people.erase(batch, "a");
    CHECK(people.empty());
    CHECK_FALSE(batch.take()[0].value.has_value());
}

}  // namespace
}  // namespace atlas::store
