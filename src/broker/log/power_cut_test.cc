// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>

#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"

// Random appends on several partitions. At a random disk write the power is cut and the log is
// opened on what is left: every acknowledged record must be there exactly once, at its offset.
// ATLAS_POWER_CUTS in the environment sets the number of cuts, ATLAS_SEED repeats a failure.
namespace atlas::broker {
namespace {

constexpr std::size_t partition_count = 3;

/// What one producer knows about one partition; the oracle of this test, independent of the disk.
struct Told {
    std::map<std::int64_t, std::string> acknowledged;  // by offset
    std::int64_t log_start = 0;
    std::int64_t deleting_to = 0;  // requested, perhaps not answered
    BatchProducer producer;
    std::optional<std::vector<std::string>> in_doubt;  // sent, never answered
    std::int64_t sent = 0;
};

class PowerCuts {
public:
    explicit PowerCuts(std::uint64_t seed) : seed_(seed), random_(seed), disk_(seed) {
        disk_.partition_settings.segment_bytes = 3000;
        disk_.settings.preallocate_bytes = seed % 3 == 0 ? 0 : 4096;
        for (std::size_t i = 0; i < partition_count; ++i) {
            told_[i].producer = {
                .id = static_cast<std::int64_t>(i), .epoch = 0, .base_sequence = 0
            };
        }
    }

    /// Acknowledged records, and unacknowledged batches that a retry found on the disk.
    std::size_t acknowledged = 0;
    std::size_t survived_unanswered = 0;

    void ignore_syncs() { disk_.files.ignore_syncs(true); }

    /// Empty if every promise was kept, else a description of the one that was not.
    std::string run(int lives) {
        if (!disk_.open().ok()) return "first open";
        for (std::size_t i = 0; i < partition_count; ++i) {
            auto made = disk_.log->create_partition("t", static_cast<int>(i), partition_settings());
            if (!made.ok()) return "create";
        }
        for (int life = 0; life < lives; ++life) {
            live();
            disk_.log.reset();
            disk_.home.run_all();
            disk_.files.cut_power();
            // Sometimes the power is cut again during recovery.
            if (chance(30)) {
                disk_.files.stop_after(random_() % 30);
                (void)disk_.open();
                disk_.log.reset();
                disk_.files.cut_power();
            }
            if (auto opened = disk_.open(); !opened.ok()) return opened.error().message();
            if (auto broken = check(); !broken.empty()) return broken;
        }
        return "";
    }

private:
    bool chance(unsigned percent) { return random_() % 100 < percent; }
    PartitionSettings partition_settings() { return disk_.partition_settings; }
    Partition& partition(std::size_t i) { return *disk_.log->find("t", static_cast<int>(i)); }

    void live() {
        disk_.files.stop_after(random_() % 200);
        while (!disk_.files.stopped()) {
            for (auto n = 1 + random_() % 4; n > 0; --n)
                produce(random_() % partition_count);
            if (chance(80)) disk_.log->sync();
            disk_.home.run_all();
            if (chance(3)) delete_records(random_() % partition_count);
            if (chance(3) && disk_.log->close().ok()) {
                disk_.home.run_all();
                if (!disk_.open().ok()) return;
            }
        }
    }

    /// Sends one batch of an idempotent producer that waits for each answer before the next batch.
    void produce(std::size_t i) {
        auto& told = told_[i];
        auto& log = partition(i);
        if (!told.in_doubt) {
            std::vector<std::string> values;
            for (auto n = 1 + random_() % 3; n > 0; --n) {
                values.push_back(std::to_string(told.sent++) + std::string(random_() % 700, '.'));
            }
            told.in_doubt = std::move(values);
        } else if (waiting_[i]) {
            return;
        }
        auto batch = disk_.batch_of(*told.in_doubt, told.producer);
        waiting_[i] = true;
        auto decided = log.append(batch, Acks::all, disk_.home, [this, i](AppendOutcome outcome) {
            answered(i, outcome);
        });
        if (decided) answered(i, *decided);
    }

    void answered(std::size_t i, const AppendOutcome& outcome) {
        auto& told = told_[i];
        waiting_[i] = false;
        if (outcome.code != KafkaCode::none) return;  // Still in doubt: retried after the cut.
        auto offset = outcome.base_offset;
        for (const auto& value : *told.in_doubt)
            told.acknowledged[offset++] = value;
        acknowledged += told.in_doubt->size();
        survived_unanswered += outcome.duplicate ? 1 : 0;
        told.producer.base_sequence += static_cast<std::int32_t>(told.in_doubt->size());
        told.in_doubt.reset();
    }

    void delete_records(std::size_t i) {
        auto& told = told_[i];
        auto& log = partition(i);
        auto high = log.high_watermark();
        auto to = log.log_start_offset();
        to += static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(high - to + 1));
        told.deleting_to = std::max(told.deleting_to, to);
        std::int64_t start = -1;
        if (log.delete_records(to, start) == KafkaCode::none) told.log_start = start;
    }

    std::string check() {
        for (std::size_t i = 0; i < partition_count; ++i) {
            waiting_[i] = false;
            if (auto broken = check(i); !broken.empty()) return std::to_string(i) + ": " + broken;
        }
        return "";
    }

    std::string check(std::size_t i) {
        auto& told = told_[i];
        auto found = disk_.log->find("t", static_cast<int>(i));
        if (!found) return "the partition is gone";
        if (!found->failure().empty()) return "failed: " + found->failure();
        auto start = found->log_start_offset();
        if (start < told.log_start || start > std::max(told.deleting_to, told.log_start)) {
            return "log start " + std::to_string(start);
        }
        auto values = read_values(*found, start);
        if (found->log_end_offset() != start + static_cast<std::int64_t>(values.size())) {
            return "offsets are not contiguous";
        }
        std::map<std::string, int> copies;
        for (const auto& value : values) {
            if (++copies[value] > 1) return "twice: " + value.substr(0, 20);
        }
        for (const auto& [offset, value] : told.acknowledged) {
            if (offset < start) continue;
            auto at = static_cast<std::size_t>(offset - start);
            if (at >= values.size()) return "lost offset " + std::to_string(offset);
            if (values[at] != value) return "altered offset " + std::to_string(offset);
        }
        // The retried batch is either new or a duplicate; its records are there exactly once.
        if (!told.in_doubt) return "";
        auto batch = disk_.batch_of(*told.in_doubt, told.producer);
        auto outcome = disk_.append(*found, batch);
        if (outcome.code != KafkaCode::none) return "retry refused: " + outcome.message;
        auto first = read_values(*found, outcome.base_offset);
        if (first.empty() || first.front() != told.in_doubt->front()) {
            return "retry misplaced: " + std::to_string(outcome.base_offset) + " of " +
                   std::to_string(start) + ".." + std::to_string(found->log_end_offset()) +
                   (outcome.duplicate ? " duplicate" : "");
        }
        auto end = outcome.base_offset + static_cast<std::int64_t>(told.in_doubt->size());
        if (found->log_end_offset() != end) return "retry is not last";
        answered(i, outcome);
        return "";
    }

    std::uint64_t seed_;
    std::mt19937_64 random_;
    LogOnFakeDisk disk_;
    std::array<Told, partition_count> told_;
    std::array<bool, partition_count> waiting_{};
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("no power cut loses, alters or doubles an acknowledged record") {
    const auto cuts = number_from("ATLAS_POWER_CUTS", 1000);
    const auto first_seed = number_from("ATLAS_SEED", 1);
    constexpr int lives = 5;
    std::size_t acknowledged = 0;
    std::size_t survived_unanswered = 0;
    for (std::uint64_t seed = first_seed; seed < first_seed + cuts / lives; ++seed) {
        PowerCuts power_cuts(seed);
        auto broken = power_cuts.run(lives);
        CAPTURE(seed);
        CHECK(broken == "");
        if (!broken.empty()) return;
        acknowledged += power_cuts.acknowledged;
        survived_unanswered += power_cuts.survived_unanswered;
    }
    // Otherwise the test would have tested nothing.
    CHECK(acknowledged > cuts * 10);
    CHECK(survived_unanswered > cuts / 50);
    MESSAGE(cuts, " power cuts from seed ", first_seed, ", ", acknowledged, " records");
}

TEST_CASE("the power cuts find a log that acknowledges before it syncs") {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        PowerCuts cuts(seed);
        cuts.ignore_syncs();
        found += cuts.run(5).empty() ? 0 : 1;
    }
    CHECK(found >= 9);
}

}  // namespace atlas::broker
