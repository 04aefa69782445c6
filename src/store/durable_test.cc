// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "store/table.h"

namespace atlas::store {
namespace {

struct Row {
    std::string name;
    static void fields(auto& self, auto&& field) { field("Name", self.name); }
};

struct Fixture {
    Table<Row> table{"test.row"};
    std::vector<std::string> told;

    void tell_when_durable(const std::string& key, const std::string& word) {
        table.when_durable(key, [this, word](Durable) { told.push_back(word); });
    }
};

TEST_CASE("a row that no batch has changed is durable") {
    Fixture fixture;
    CHECK(fixture.table.durable("a"));
    CHECK(fixture.table.durable());
    fixture.tell_when_durable("a", "at once");
    CHECK(fixture.told == std::vector<std::string>{"at once"});
}

TEST_CASE("a changed row is not durable before its batch settles") {
    Fixture fixture;
    Batch batch;
    fixture.table.put(batch, "a", {"first"});
    CHECK_FALSE(fixture.table.durable("a"));
    CHECK_FALSE(fixture.table.durable());
    CHECK(fixture.table.durable("b"));
    fixture.tell_when_durable("a", "settled");
    CHECK(fixture.told.empty());
    batch.take_settlement().settle();
    CHECK(fixture.told == std::vector<std::string>{"settled"});
    CHECK(fixture.table.durable());
}

TEST_CASE("a row in two batches is durable after the second one") {
    Fixture fixture;
    Batch first;
    Batch second;
    fixture.table.put(first, "a", {"one"});
    fixture.table.edit(second, "a", [](Row& row) { row.name = "two"; });
    fixture.tell_when_durable("a", "settled");
    first.take_settlement().settle();
    CHECK_FALSE(fixture.table.durable("a"));
    CHECK(fixture.told.empty());
    second.take_settlement().settle();
    CHECK(fixture.told.size() == 1);
}

TEST_CASE("an erased row is durable once its erasure is on the disk") {
    Fixture fixture;
    Batch made;
    fixture.table.put(made, "a", {"one"});
    made.take_settlement().settle();
    Batch gone;
    fixture.table.erase(gone, "a");
    CHECK_FALSE(fixture.table.durable("a"));
    gone.take_settlement().settle();
    CHECK(fixture.table.durable("a"));
}

TEST_CASE("a batch that is lost never settles") {
    Fixture fixture;
    {
        Batch lost;
        fixture.table.put(lost, "a", {"one"});
    }
    fixture.tell_when_durable("a", "settled");
    CHECK_FALSE(fixture.table.durable("a"));
    CHECK(fixture.told.empty());
}

TEST_CASE("a waiting task that changes the row makes the next one wait for that change") {
    Fixture fixture;
    Batch first;
    Batch second;
    fixture.table.put(first, "a", {"one"});
    fixture.table.when_durable("a", [&](Durable) {
        fixture.table.edit(second, "a", [](Row& row) { row.name = "two"; });
        fixture.told.emplace_back("changed it");
    });
    fixture.tell_when_durable("a", "second");
    first.take_settlement().settle();
    CHECK(fixture.told == std::vector<std::string>{"changed it"});
    second.take_settlement().settle();
    CHECK(fixture.told == std::vector<std::string>{"changed it", "second"});
}

TEST_CASE("what waits for the whole table runs once none of its rows has a change under way") {
    Fixture fixture;
    auto wait = [&](const std::string& word) {
        fixture.table.when_all_durable([&fixture, word](Durable) { fixture.told.push_back(word); });
    };
    wait("at once");
    Batch first;
    Batch second;
    fixture.table.put(first, "a", {"one"});
    fixture.table.put(second, "b", {"one"});
    wait("all");
    fixture.tell_when_durable("a", "a");
    first.take_settlement().settle();
    CHECK(fixture.told == std::vector<std::string>{"at once", "a"});
    second.take_settlement().settle();
    CHECK(fixture.told == std::vector<std::string>{"at once", "a", "all"});
}

}  // namespace
}  // namespace atlas::store
