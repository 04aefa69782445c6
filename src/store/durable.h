// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atlas::store {

/// Proof that every change of a row is on the disk. Only UndecidedKeys can create one. Functions
/// that delete data irrevocably take it as a parameter, so that they cannot run before the row that
/// records the deletion is durable: a process that died in between would restart with a row whose
/// data is gone. It says nothing about later changes, so use it immediately and do not store it.
class Durable {
private:
    friend class UndecidedKeys;
    Durable() = default;
};

/// The keys of one table that have changes in batches that are not on the disk yet, and the tasks
/// that wait for them. Shared by the table and its open batches. Region thread only.
class UndecidedKeys {
public:
    using Task = std::move_only_function<void(Durable)>;

    /// Counts one more pending change of this key.
    void add(std::string_view key);
    /// One change of this key is on the disk. If it was the last pending one, runs the tasks that
    /// wait for the key.
    void settle(const std::string& key);
    /// The proof for this key; nullopt while a change of it is pending.
    std::optional<Durable> durable(std::string_view key) const;
    /// The same for all keys of the table.
    std::optional<Durable> durable() const;
    /// Runs `task` once no key of the table has a pending change: immediately, or from `settle`
    /// after the tasks of the last key.
    void when_all_durable(Task task);
    /// Runs `task` once the key has no pending change: immediately, or from `settle`. Tasks of one
    /// key run in the order in which they were given.
    void when_durable(std::string_view key, Task task);

private:
    struct Waiting {
        int changes = 0;
        std::vector<Task> tasks;
    };
    void run_waiting_for_all();

    std::map<std::string, Waiting, std::less<>> keys_;
    std::vector<Task> waiting_for_all_;
};

/// The keys that one batch has changed. The code that commits the batch calls `settle` on the
/// region thread once the batch is on the disk. A batch that is lost never settles. Region thread
/// only.
class Settlement {
public:
    void add(const std::shared_ptr<UndecidedKeys>& table, std::string_view key);
    void settle();
    bool empty() const { return keys_.empty(); }

private:
    std::vector<std::pair<std::shared_ptr<UndecidedKeys>, std::string>> keys_;
};

}  // namespace atlas::store
