// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <random>

#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"

// Partitions are made and deleted while the power goes: what was answered holds, and nothing of a
// deleted partition shows in a new one of its name.
namespace atlas::broker {
namespace {

struct Place {
    std::optional<bool> exists = false;  // nothing = in doubt
    std::vector<std::string> records;    // acknowledged since it was made
};

class TopicCuts {
public:
    explicit TopicCuts(std::uint64_t seed) : random_(seed), disk_(seed) {}

    std::string run() {
        if (!disk_.open().ok()) return "first open";
        for (int life = 0; life < 4; ++life) {
            disk_.files.stop_after(random_() % 150);
            while (!disk_.files.stopped())
                act(random_() % places_.size());
            disk_.log.reset();
            disk_.home.run_all();
            disk_.files.cut_power();
            if (auto opened = disk_.open(); !opened.ok()) return opened.error().message();
            for (std::size_t i = 0; i < places_.size(); ++i) {
                if (auto broken = check(i); !broken.empty()) return broken;
            }
        }
        return "";
    }

    std::size_t made = 0;
    std::size_t deleted = 0;

private:
    static std::string name(std::size_t i) { return "topic" + std::to_string(i); }

    void act(std::size_t i) {
        auto& place = places_[i];
        if (!place.exists) return;
        auto partition = disk_.log->find(name(i), 0);
        if (!*place.exists) {
            place.exists.reset();
            place.records.clear();
            if (!disk_.log->create_partition(name(i), 0, {}).ok()) return;
            place.exists = true;
            ++made;
        } else if (random_() % 3 == 0) {
            place.exists.reset();
            if (!disk_.log->delete_partition(name(i), 0).ok()) return;
            place.exists = false;
            ++deleted;
        } else {
            auto value = std::to_string(random_());
            auto outcome = disk_.append(*partition, std::vector{value});
            if (outcome.code == KafkaCode::none) place.records.push_back(value);
        }
    }

    std::string check(std::size_t i) {
        auto& place = places_[i];
        auto partition = disk_.log->find(name(i), 0);
        if (place.exists && *place.exists != (partition != nullptr)) {
            return name(i) + (partition ? " came back" : " is gone");
        }
        bool in_doubt = !place.exists;
        place.exists = partition != nullptr;
        if (!partition) return "";
        if (!partition->failure().empty()) return partition->failure();
        auto found = read_values(*partition, 0);
        // A deletion in doubt may have happened, and then nothing is left at all.
        if (found.size() < place.records.size() && !(in_doubt && found.empty())) return "lost";
        if (found.size() > place.records.size() + 1) return "records of another life";
        for (std::size_t at = 0; at < std::min(found.size(), place.records.size()); ++at) {
            if (found[at] != place.records[at]) return "altered";
        }
        place.records = found;
        return "";
    }

    std::mt19937_64 random_;
    LogOnFakeDisk disk_;
    std::array<Place, 4> places_;
};

}  // namespace

TEST_CASE("partitions made and deleted stay so through power cuts") {
    std::size_t made = 0;
    std::size_t deleted = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        TopicCuts cuts(seed);
        auto broken = cuts.run();
        CAPTURE(seed);
        CHECK(broken == "");
        made += cuts.made;
        deleted += cuts.deleted;
    }
    CHECK(made > 300);
    CHECK(deleted > 100);
}

}  // namespace atlas::broker
