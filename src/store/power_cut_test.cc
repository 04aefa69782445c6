// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <map>
#include <random>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "linux/fake_file_system.h"
#include "store/database.h"
#include "store/file_system_vfs.h"

// Random transactions on a disk in memory, whose power is cut at a random modifying call; then the
// store is opened on what is left. ATLAS_POWER_CUTS sets the number of power cuts, ATLAS_SEED the
// first seed, to repeat a failure.
namespace atlas::store {
namespace {

using Content = std::map<std::string, std::string>;

constexpr const char* path = "/home/store.db";

/// Settings of every connection of a trial, in addition to the store's own.
struct Tuning {
    /// A small number, so that the power also fails within checkpoints; SQLite's default is 1000.
    int checkpoint_pages = 1000;
    /// "NORMAL" or "OFF" replaces the store's own setting of FULL; null keeps it.
    const char* synchronous = nullptr;
};
Tuning tuning;

constexpr auto pass_over_synchronous = [](void*, int action, const char* pragma, auto...) {
    const bool wish = action == SQLITE_PRAGMA && std::string_view(pragma) == "synchronous";
    return wish ? SQLITE_IGNORE : SQLITE_OK;
};

int tune(sqlite3* connection, char**, const sqlite3_api_routines*) {
    auto run = [&](const std::string& pragma) {
        return sqlite3_exec(connection, pragma.c_str(), nullptr, nullptr, nullptr);
    };
    if (int failed = run("PRAGMA wal_autocheckpoint=" + std::to_string(tuning.checkpoint_pages)))
        return failed;
    if (!tuning.synchronous) return SQLITE_OK;
    if (int failed = run(std::string("PRAGMA synchronous=") + tuning.synchronous)) return failed;
    return sqlite3_set_authorizer(connection, pass_over_synchronous, nullptr);
}

/// While an object of this class exists, SQLite calls `tune` for each new connection.
struct Tuned {
    Tuned() { sqlite3_auto_extension(entry()); }
    ~Tuned() { sqlite3_cancel_auto_extension(entry()); }
    Tuned(const Tuned&) = delete;
    Tuned& operator=(const Tuned&) = delete;
    static void (*entry())() { return reinterpret_cast<void (*)()>(tune); }
};

/// One fake disk with several lives: random transactions, a power cut during one of them, and a
/// check of what is left.
class Trial {
public:
    Trial(std::uint64_t seed, bool ignore_syncs)
        : random_(seed), files_(seed), vfs_("cut", files_) {
        (void)files_.make_directories("/home");
        (void)files_.sync_directory("/home");
        (void)files_.sync_directory("/");
        files_.ignore_syncs(ignore_syncs);
        tuning.checkpoint_pages = seed % 2 == 0 ? 1000 : 30;
    }

    std::uint64_t told = 0;                 // transactions that were acknowledged
    std::uint64_t survived_unanswered = 0;  // lives whose last one was kept, not acknowledged

    /// Whether after each of several power cuts all acknowledged transactions are there, and the
    /// one in flight entirely or not at all.
    bool holds() {
        for (int life = 0; life < lives; ++life) {
            files_.stop_after(1 + random_() % 400);
            live();
            files_.cut_power();
            // Sometimes the power fails again while the store is being opened.
            if (random_() % 4 == 0) {
                files_.stop_after(random_() % 20);
                (void)Database::open(path, files_, vfs_.name());
                files_.cut_power();
            }
            if (!look()) return false;
        }
        return true;
    }

    static constexpr int lives = 3;

private:
    void live() {
        auto database = Database::open(path, files_, vfs_.name());
        if (!database) return;
        for (;;) {
            const auto changes = some_changes();
            in_flight_ = told_;
            for (const auto& change : changes) {
                if (change.value) {
                    in_flight_[change.key] = *change.value;
                } else {
                    in_flight_.erase(change.key);
                }
            }
            if (!database.value()->write(changes)) return;
            told_ = in_flight_;
            ++told;
        }
    }
    bool look() {
        auto database = Database::open(path, files_, vfs_.name());
        if (!database) return false;
        auto rows = database.value()->load();
        if (!rows) return false;
        Content found;
        for (auto& row : rows.value())
            found[row.key] = row.value;
        const bool good = found == told_ || found == in_flight_;
        if (good && found != told_) ++survived_unanswered;
        told_ = in_flight_ = found;
        return good;
    }
    std::vector<Change> some_changes() {
        std::vector<Change> changes;
        const auto count = 1 + random_() % 5;
        for (std::uint64_t index = 0; index < count; ++index) {
            Change change{"t", "key" + std::to_string(random_() % 40), std::nullopt};
            if (random_() % 4 != 0)
                change.value = std::to_string(random_()) + std::string(random_() % 3000, 'v');
            changes.push_back(std::move(change));
        }
        return changes;
    }

    std::mt19937_64 random_;
    linux::FakeFileSystem files_;
    FileSystemVfs vfs_;
    Content told_;
    Content in_flight_;
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* wanted = std::getenv(name);
    return wanted ? std::strtoull(wanted, nullptr, 10) : otherwise;
}

/// How many of twenty trials lose data.
int trials_that_lose(bool ignore_syncs, const char* synchronous) {
    const Tuned tuned;
    tuning.synchronous = synchronous;
    int lost = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        lost += Trial(seed, ignore_syncs).holds() ? 0 : 1;
    tuning.synchronous = nullptr;
    return lost;
}

TEST_CASE("no power cut loses what was committed or shows half a transaction") {
    const Tuned tuned;
    const auto cuts = number_from("ATLAS_POWER_CUTS", 1000);
    const auto first_seed = number_from("ATLAS_SEED", 1);
    const auto trials = (cuts + Trial::lives - 1) / Trial::lives;
    const auto made = trials * Trial::lives;
    std::uint64_t told = 0;
    std::uint64_t survived_unanswered = 0;
    for (auto seed = first_seed; seed < first_seed + trials; ++seed) {
        CAPTURE(seed);
        Trial trial(seed, false);
        REQUIRE(trial.holds());
        told += trial.told;
        survived_unanswered += trial.survived_unanswered;
    }
    // The test is void if the faults did not happen.
    CHECK(told > cuts);
    CHECK(survived_unanswered > cuts / 200);
    MESSAGE(made, " power cuts from seed ", first_seed, ", ", told, " transactions");
}

TEST_CASE("the same test fails on a disk that ignores syncs") {
    CHECK(trials_that_lose(true, nullptr) > 10);
}

TEST_CASE("the same test fails on a store that asks for less than synchronous=FULL") {
    CHECK(trials_that_lose(false, "NORMAL") > 10);
    CHECK(trials_that_lose(false, "OFF") > 10);
}

TEST_CASE("the control of the two above: left alone, none of their trials loses anything") {
    CHECK(trials_that_lose(false, nullptr) == 0);
}

}  // namespace
}  // namespace atlas::store
