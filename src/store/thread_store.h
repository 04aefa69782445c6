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

/// Inside store only.
namespace atlas::store {

/// The store thread and its group commit. While there is no room for a transaction it is tried
/// again and again, since memory already has it; what it holds is acknowledged only once it is
/// written.
class ThreadStore final : public KeptStore {
public:
    /// Bytes that may still be written to the disk of the database.
    using FreeRoom = std::function<Result<std::uint64_t>()>;

    ThreadStore(std::unique_ptr<Database> database, FreeRoom free_room);
    /// Writes what waits; what has no room is dropped, and was never acknowledged.
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

    // Store thread only, once it runs.
    const std::unique_ptr<Database> database_;
    // Any thread.
    const FreeRoom free_room_;

    // Guarded by mutex_.
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Work> waiting_;
    bool writing_ = false;
    bool stalled_ = false;  // the last transaction found no room
    bool ending_ = false;

    std::thread thread_;
};

}  // namespace atlas::store
