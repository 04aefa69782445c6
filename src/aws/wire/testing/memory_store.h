// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>

#include "store/store.h"

namespace atlas::aws::testing {

/// A store in memory. A batch counts as on the disk at once or, after `hold`, at `release`; its
/// callback then runs on the calling thread. One thread.
class MemoryStore final : public store::Store {
public:
    Result<std::vector<store::Row>> load() override {
        std::vector<store::Row> all;
        for (const auto& [where, value] : rows)
            all.push_back({where.first, where.second, value});
        return all;
    }
    void commit(store::Batch batch, std::move_only_function<void()> committed) override {
        waiting_.emplace_back(std::move(batch), std::move(committed));
        if (!held_) flush();
    }
    void flush() override {
        while (!waiting_.empty()) {
            auto [batch, committed] = std::move(waiting_.front());
            waiting_.pop_front();
            for (auto& change : batch.take())
                apply(change);
            committed();
        }
    }
    /// Makes batches wait until `release`.
    void hold() { held_ = true; }
    void release() {
        held_ = false;
        flush();
    }
    /// Drops the held batches, as a power cut would.
    void lose() { waiting_.clear(); }

    /// (table, key) → JSON text.
    std::map<std::pair<std::string, std::string>, std::string> rows;

private:
    void apply(store::Change& change) {
        std::pair where{change.table, change.key};
        if (change.value) {
            rows[where] = std::move(*change.value);
        } else {
            rows.erase(where);
        }
    }
    std::deque<std::pair<store::Batch, std::move_only_function<void()>>> waiting_;
    bool held_ = false;
};

}  // namespace atlas::aws::testing
