// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/kept_store.h"

/// Included only within store.
namespace atlas::store {

/// The store thread and its group commit. A transaction without space on the disk is repeated until
/// it succeeds, since memory has its changes already; they are acknowledged only then. The thread
/// starts with the first commit.
class ThreadStore final : public KeptStore {
public:
    /// The bytes that can still be written to the disk of the database. Any thread.
    using FreeRoom = std::function<Result<std::uint64_t>()>;

    ThreadStore(std::unique_ptr<Database> database, FreeRoom free_room);
    /// Writes the queued batches. Those without space are dropped; they were never acknowledged.
    ~ThreadStore() override;

    Result<std::vector<Row>> load() override;
    void commit(Batch batch, std::move_only_function<void()> committed) override;
    void flush() override;
    std::optional<std::string> shortage() const override;
    Result<> checkpoint() override;

private:
    struct Work {
        std::vector<Change> changes;
        std::move_only_function<void()> committed;
    };
    void run();
    bool write(const std::vector<Work>& group);
    std::vector<Work> wait_for_room(std::vector<Work> group);

    // The store thread once it runs, or `checkpoint` while that has no work.
    const std::unique_ptr<Database> database_;
    // Any thread.
    const FreeRoom free_room_;

    // Guarded by mutex_.
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Work> waiting_;
    bool writing_ = false;  // the store thread has batches, or runs their callbacks
    bool stalled_ = false;  // the last transaction had no space
    bool ending_ = false;

    std::thread thread_;
};

}  // namespace atlas::store
