// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/durable.h"

/// The region's database: rows of (table, key) → JSON text. One store thread writes batches of
/// changes with group commit (SQLite, WAL, synchronous=FULL). While the region runs, it reads from
/// memory only; the store is for its next start.
namespace atlas::store {

struct Row {
    std::string table;  // "ec2.vpc"
    std::string key;    // "vpc-0a1b…"
    std::string value;  // JSON
};

struct Change {
    std::string table;
    std::string key;
    std::optional<std::string> value;  // nullopt = the row is deleted
};

/// The changes of one operation or one decision of a reconciler, in order. Region thread only.
class Batch {
public:
    void put(std::string_view table, std::string_view key, std::string value);
    void erase(std::string_view table, std::string_view key);
    bool empty() const { return changes_.empty(); }
    std::vector<Change> take() { return std::exchange(changes_, {}); }
    /// Records that a change of this key is pending until the batch is on the disk.
    void note(const std::shared_ptr<UndecidedKeys>& table, std::string_view key) {
        settlement_.add(table, key);
    }
    /// The recorded keys, to be settled on the region thread after the commit.
    Settlement take_settlement() { return std::exchange(settlement_, {}); }

private:
    std::vector<Change> changes_;
    Settlement settlement_;
};

/// What the services of a region need of its store; an interface, so that tests can lose batches.
class Store {
public:
    /// As `KeptStore::open`.
    static Result<std::unique_ptr<Store>> open(const std::string& path);
    virtual ~Store() = default;
    /// All rows, by table and key. Call it before the first commit.
    virtual Result<std::vector<Row>> load() = 0;
    /// Queues a batch, which may be empty, and returns immediately. `committed` runs on the store
    /// thread once this batch and all earlier ones are on the disk; while the disk is full, that of
    /// an empty batch does not wait (kept_store.h). Batches that wait together become one
    /// transaction. A commit that fails for another reason than space ends the process, since
    /// memory is then ahead of the disk. Region thread only.
    virtual void commit(Batch batch, std::move_only_function<void()> committed) = 0;
    /// Waits until everything queued is on the disk and its `committed` has run, or the disk is
    /// full.
    virtual void flush() = 0;
};

}  // namespace atlas::store
