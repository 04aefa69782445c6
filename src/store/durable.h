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

/// Proof that every change of a row is on the disk. Only a Table hands one out. What deletes data
/// for good asks for it, so that no deletion can run ahead of the row that says so: a process that
/// dies in between would come back to a row whose data is gone. A value; it says nothing about
/// later changes, so it is used at once and never kept.
class Durable {
private:
    friend class UndecidedKeys;
    Durable() = default;
};

/// The keys of one table with changes in batches that are not on the disk yet, and what waits for
/// them. Owned by its table, shared with the batches under way. Region thread only.
class UndecidedKeys {
public:
    using Task = std::move_only_function<void(Durable)>;

    /// One more change of this key is in a batch.
    void add(std::string_view key);
    /// One change of this key is on the disk. Runs what waited for the key, if it was the last.
    void settle(const std::string& key);
    /// The proof, unless a change of this key is still on its way to the disk.
    std::optional<Durable> durable(std::string_view key) const;
    /// The same for all keys of the table.
    std::optional<Durable> durable() const;
    /// Runs `task` once no key of the table has a change under way: at once, or from `settle`,
    /// after the tasks of its last key.
    void when_all_durable(Task task);
    /// Runs `task` once the key has no change under way: at once, or from `settle`. Tasks of one
    /// key run in the order they were given.
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

/// The keys that one batch has changed. Whoever commits the batch calls `settle` on the region
/// thread once the batch is on the disk; a batch that is lost never settles.
class Settlement {
public:
    void add(const std::shared_ptr<UndecidedKeys>& table, std::string_view key);
    void settle();
    bool empty() const { return keys_.empty(); }

private:
    std::vector<std::pair<std::shared_ptr<UndecidedKeys>, std::string>> keys_;
};

}  // namespace atlas::store
