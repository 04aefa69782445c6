// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <doctest/doctest.h>

#include "linux/replace_file.h"
#include "store/kept_store.h"

// Damage to a store is found at the next start: it never passes for a new or an older store.
namespace atlas::store {
namespace {

namespace fs = std::filesystem;
using Content = std::map<std::string, std::string>;

constexpr int commits = 60;

/// A store after some commits as kill -9 leaves it: its last commits are only in the log.
struct KilledStore {
    KilledStore() {
        char pattern[] = "/tmp/atlas-store-damage.XXXXXX";
        root = mkdtemp(pattern);
        fs::create_directory(root / "running");
        auto store = KeptStore::open(root / "running/store.db").value();
        for (int number = 0; number < commits; ++number) {
            if (number == commits / 2) keep("half");
            Batch batch;
            batch.put("t", "n" + std::to_string(number % 40), std::to_string(number) + "value");
            store->commit(std::move(batch), [] {});
            store->flush();
        }
        keep("whole");
        REQUIRE(store->checkpoint().ok());
        keep("stopped");
    }
    ~KilledStore() { fs::remove_all(root); }

    void keep(const std::string& name) const { fs::copy(root / "running", root / name); }
    /// A copy that a test may damage.
    fs::path copy(const std::string& name) const {
        fs::remove_all(root / "copy");
        fs::copy(root / name, root / "copy");
        return root / "copy";
    }
    fs::path root;
};

Result<Content> open_content(const fs::path& home) {
    auto store = ATLAS_TRY(KeptStore::open(home / "store.db"));
    Content all;
    for (auto& row : ATLAS_TRY(store->load()))
        all[row.key] = row.value;
    return all;
}

void flip_bit(const fs::path& path, std::uintmax_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(byte);
}

void sql(const fs::path& home, const std::string& text) {
    const auto script = "import sqlite3; c = sqlite3.connect('" + (home / "store.db").string() +
                        "'); c.executescript('''" + text + "'''); c.commit()";
    REQUIRE(std::system(("python3 -c \"" + script + "\"").c_str()) == 0);
}

std::string refusal(const fs::path& home) {
    auto opened = open_content(home);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code() == ErrorCode::io);
    return opened.error().message();
}

TEST_CASE_FIXTURE(KilledStore, "a bit of the log that was flipped is found, or changes nothing") {
    const auto whole = open_content(copy("whole")).value();
    const auto size = fs::file_size(root / "whole/store.db-wal");
    int found = 0;
    for (int part = 0; part < 50; ++part) {
        CAPTURE(part);
        auto home = copy("whole");
        flip_bit(home / "store.db-wal", size * static_cast<std::uintmax_t>(part) / 50 + 7);
        auto opened = open_content(home);
        if (opened) {
            CHECK(opened.value() == whole);
        } else {
            CHECK(opened.error().code() == ErrorCode::io);
            ++found;
        }
    }
    CHECK(found > 40);
}

TEST_CASE_FIXTURE(KilledStore, "a file that was emptied, removed, cut or put back is refused") {
    CHECK(open_content(copy("whole")).value().size() == 40);
    for (const char* state : {"whole", "stopped"}) {
        CAPTURE(state);
        auto home = copy(state);
        std::ofstream(home / "store.db", std::ios::trunc).close();
        std::ofstream(home / "store.db-wal", std::ios::trunc).close();
        CHECK(refusal(home).contains("commit 60 was acknowledged, but it ends at commit 0"));
        home = copy(state);
        fs::remove(home / "store.db");
        refusal(home);
        fs::remove(home / "store.db-wal");
        refusal(home);
        home = copy(state);
        for (const char* name : {"store.db", "store.db-wal"})
            fs::copy(root / "half" / name, home / name, fs::copy_options::overwrite_existing);
        CHECK(refusal(home).contains("it ends at commit 30"));
    }
    auto home = copy("whole");
    fs::remove(home / "store.db-wal");
    refusal(home);
    home = copy("whole");
    fs::resize_file(home / "store.db-wal", fs::file_size(home / "store.db-wal") / 2);
    refusal(home);
}

TEST_CASE_FIXTURE(KilledStore, "a value that was changed behind the store's back is refused") {
    auto home = copy("stopped");
    sql(home, "UPDATE row SET value = value || ' ' WHERE key = 'n7';");
    CHECK(refusal(home).contains("its rows are not those of a commit"));
}

TEST_CASE_FIXTURE(KilledStore, "a stopped store has an empty log and all its rows") {
    CHECK(fs::file_size(root / "stopped/store.db-wal") == 0);
    CHECK(open_content(copy("stopped")).value() == open_content(copy("whole")).value());
}

TEST_CASE_FIXTURE(
    KilledStore, "a mark that lags, or is gone, is fine; so is one torn in one half"
) {
    const auto whole = open_content(copy("whole")).value();
    auto home = copy("whole");
    fs::copy(
        root / "half/store.db-mark", home / "store.db-mark", fs::copy_options::overwrite_existing
    );
    CHECK(open_content(home).value() == whole);
    home = copy("whole");
    fs::remove(home / "store.db-mark");
    CHECK(open_content(home).value() == whole);
    home = copy("whole");
    flip_bit(home / "store.db-mark", 30);
    CHECK(open_content(home).value() == whole);
}

TEST_CASE_FIXTURE(KilledStore, "a store of format 1, which has no mark, comes up and is marked") {
    const auto home = root / "old";
    fs::create_directory(home);
    sql(home,
        "PRAGMA journal_mode=WAL; PRAGMA application_id=0x41746c73; PRAGMA user_version=1;"
        "CREATE TABLE row (name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, "
        "PRIMARY KEY (name, key)) WITHOUT ROWID; INSERT INTO row VALUES ('t', 'a', '1');");
    const Content one{{"a", "1"}};
    CHECK(open_content(home).value() == one);
    CHECK(open_content(home).value() == one);
    {
        auto store = KeptStore::open(home / "store.db").value();
        Batch batch;
        batch.put("t", "b", "2");
        store->commit(std::move(batch), [] {});
        store->flush();
        REQUIRE(store->checkpoint().ok());
    }
    const Content two{{"a", "1"}, {"b", "2"}};
    CHECK(open_content(home).value() == two);
    fs::remove(home / "store.db");
    refusal(home);
}

}  // namespace
}  // namespace atlas::store
