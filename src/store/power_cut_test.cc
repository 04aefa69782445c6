// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <map>
#include <random>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "linux/fake_file_system.h"
#include "store/database.h"
#include "store/file_system_vfs.h"

namespace atlas::store {
namespace {

using Content = std::map<std::string, std::string>;

constexpr const char* path = "/home/store.db";

/// One life of a disk: random transactions, a power cut within one, what is left looked at.
class Trial {
public:
    Trial(std::uint64_t seed, bool ignore_syncs)
        : random_(seed), files_(seed), vfs_("cut", files_) {
        (void)files_.make_directories("/home");
        (void)files_.sync_directory("/home");
        (void)files_.sync_directory("/");
        files_.ignore_syncs(ignore_syncs);
    }

    /// Whether after each of several cuts exactly the told transactions are there, and of the one
    /// in flight all or nothing.
    bool holds() {
        for (int life = 0; life < 3; ++life) {
            files_.stop_after(1 + random_() % 400);
            live();
            files_.cut_power();
            if (!look()) return false;
        }
        return true;
    }

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

/// Of three cuts each; ATLAS_POWER_CUTS raises their number.
std::uint64_t trials() {
    const char* wanted = std::getenv("ATLAS_POWER_CUTS");
    return wanted ? std::strtoull(wanted, nullptr, 10) : 334;
}

TEST_CASE("no power cut loses what was committed or shows half a transaction") {
    for (std::uint64_t seed = 1; seed <= trials(); ++seed) {
        CAPTURE(seed);
        REQUIRE(Trial(seed, false).holds());
    }
}

TEST_CASE("the same test fails on a disk that ignores syncs") {
    int lost = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        lost += Trial(seed, true).holds() ? 0 : 1;
    CHECK(lost > 10);
}

}  // namespace
}  // namespace atlas::store
