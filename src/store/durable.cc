// SPDX-License-Identifier: Apache-2.0
#include "store/durable.h"

#include "base/check.h"

namespace atlas::store {

void UndecidedKeys::add(std::string_view key) {
    auto found = keys_.find(key);
    if (found == keys_.end()) found = keys_.emplace(key, Waiting{}).first;
    ++found->second.changes;
}

void UndecidedKeys::settle(const std::string& key) {
    auto found = keys_.find(key);
    ATLAS_CHECK(found != keys_.end(), "a key settles as often as it was changed");
    if (--found->second.changes > 0) return;
    auto waiting = keys_.extract(found);
    auto& tasks = waiting.mapped().tasks;
    for (auto task = tasks.begin(); task != tasks.end(); ++task) {
        // A task may change the row again; the remaining tasks then wait for that change too.
        if (auto proof = durable(key)) {
            (*task)(*proof);
        } else {
            when_durable(key, std::move(*task));
        }
    }
    run_waiting_for_all();
}

void UndecidedKeys::run_waiting_for_all() {
    if (!keys_.empty()) return;
    // A task that changes a row makes the remaining ones wait again.
    for (auto& task : std::exchange(waiting_for_all_, {}))
        when_all_durable(std::move(task));
}

void UndecidedKeys::when_all_durable(Task task) {
    if (auto proof = durable()) return task(*proof);
    waiting_for_all_.push_back(std::move(task));
}

std::optional<Durable> UndecidedKeys::durable(std::string_view key) const {
    if (keys_.contains(key)) return std::nullopt;
    return Durable{};
}

std::optional<Durable> UndecidedKeys::durable() const {
    if (!keys_.empty()) return std::nullopt;
    return Durable{};
}

void UndecidedKeys::when_durable(std::string_view key, Task task) {
    auto found = keys_.find(key);
    if (found == keys_.end()) return task(Durable{});
    found->second.tasks.push_back(std::move(task));
}

void Settlement::add(const std::shared_ptr<UndecidedKeys>& table, std::string_view key) {
    table->add(key);
    keys_.emplace_back(table, key);
}

void Settlement::settle() {
    for (auto& [table, key] : std::exchange(keys_, {}))
        table->settle(key);
}

}  // namespace atlas::store
