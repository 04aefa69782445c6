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

/// The region's one database: rows of (table, key) → JSON text, written in batches by one store
/// thread (SQLite, WAL, synchronous=FULL), each batch one transaction: group commit. Memory is the
/// truth while the region runs; the store is what it comes back from.
namespace atlas::store {

struct Row {
    std::string table;  // "ec2.vpc"
    std::string key;    // "vpc-0a1b…"
    std::string value;  // JSON
};

struct Change {
    std::string table;
    std::string key;
    std::optional<std::string> value;  // none = the row goes
};

/// What one handler call or reconciler decision changed, in order. Region thread only.
class Batch {
public:
    void put(std::string_view table, std::string_view key, std::string value);
    void erase(std::string_view table, std::string_view key);
    bool empty() const { return changes_.empty(); }
    std::vector<Change> take() { return std::exchange(changes_, {}); }
    /// Notes that a key of this table is undecided until the batch is on the disk.
    void note(const std::shared_ptr<UndecidedKeys>& table, std::string_view key) {
        settlement_.add(table, key);
    }
    /// The keys that were noted: to be settled, on the region thread, after the commit.
    Settlement take_settlement() { return std::exchange(settlement_, {}); }

private:
    std::vector<Change> changes_;
    Settlement settlement_;
};

class Store {
public:
    /// Opens or creates the database file, mode 0600. io: damaged, foreign or of a newer format;
    /// conflict: another process has it open.
    static Result<std::unique_ptr<Store>> open(const std::string& path);
    virtual ~Store() = default;
    /// Every row, by table and key. Before the first commit.
    virtual Result<std::vector<Row>> load() = 0;
    /// Queues a batch (also an empty one) and returns at once; `committed` runs on the store thread
    /// once this batch and all before it are on the disk. Batches that wait together become one
    /// transaction. On a full disk batches wait (kept_store.h); any other failed commit ends the
    /// process, since memory is then ahead of the disk. Region thread only.
    virtual void commit(Batch batch, std::move_only_function<void()> committed) = 0;
    /// Waits until all that was queued is on the disk.
    virtual void flush() = 0;
};

}  // namespace atlas::store
