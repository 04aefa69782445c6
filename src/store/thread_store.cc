// SPDX-License-Identifier: Apache-2.0
#include "store/thread_store.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/check.h"
#include "base/log.h"

namespace atlas::store {
namespace {

constexpr std::chrono::milliseconds try_again{500};
/// With less free space, new resources are refused. It is more than one transaction can need.
constexpr std::uint64_t room_min_bytes = 8 << 20;

}  // namespace

ThreadStore::ThreadStore(std::unique_ptr<Database> database, FreeRoom free_room)
    : database_(std::move(database)), free_room_(std::move(free_room)) {}

ThreadStore::~ThreadStore() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Result<std::vector<Row>> ThreadStore::load() {
    ATLAS_CHECK(!thread_.joinable(), "rows are loaded before the first commit");
    return database_->load();
}

void ThreadStore::commit(Batch batch, std::move_only_function<void()> committed) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({batch.take(), std::move(committed)});
    }
    changed_.notify_all();
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void ThreadStore::flush() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return (waiting_.empty() && !writing_) || stalled_; });
}

std::optional<std::string> ThreadStore::shortage() const {
    {
        const std::lock_guard lock(mutex_);
        if (stalled_) return "the disk of the region is full";
    }
    auto room = free_room_();
    if (!room || room.value() >= room_min_bytes) return std::nullopt;
    return fmt::format(
        "the disk of the region is full: {} MiB are left, {} MiB are needed",
        room.value() >> 20,
        room_min_bytes >> 20
    );
}

Result<> ThreadStore::checkpoint() {
    // The mutex keeps the store thread from taking work during the checkpoint.
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty() || writing_)
        return Error(ErrorCode::exhausted, "not all that was changed found room on the disk");
    return database_->checkpoint();
}

void ThreadStore::run() {
    std::vector<Work> group;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            writing_ = false;
            changed_.notify_all();
            changed_.wait(lock, [this] { return !waiting_.empty() || ending_; });
            if (waiting_.empty()) return;
            group = std::exchange(waiting_, {});
            writing_ = true;
        }
        while (!write(group)) {
            group = wait_for_room(std::move(group));
            if (group.empty()) return;
        }
        for (auto& work : group)
            work.committed();
    }
}

/// Writes a group of batches as one transaction; false if there was no space for it.
bool ThreadStore::write(const std::vector<Work>& group) {
    std::vector<Change> all;
    for (const auto& work : group)
        std::copy(work.changes.begin(), work.changes.end(), std::back_inserter(all));
    auto written = all.empty() ? Result<>{} : database_->write(all);
    const bool full = !written && written.error().code() == ErrorCode::exhausted;
    // Memory is ahead of the disk, but no response about it was sent yet: end the process, so that
    // the region restarts from the disk.
    ATLAS_CHECK(written || full, "commit: " + written.error().message());
    const std::lock_guard lock(mutex_);
    if (full && !stalled_) log::error("store", "{}; tried again", written.error().message());
    if (!full && stalled_) log::info("store", "there is room again");
    stalled_ = full;
    changed_.notify_all();
    return !full;
}

/// Waits until the transaction should be repeated, and acknowledges reads (empty batches) that
/// arrive meanwhile. Returns the batches to be written, which include new ones; none if the store
/// ends.
std::vector<ThreadStore::Work> ThreadStore::wait_for_room(std::vector<Work> group) {
    for (auto until = std::chrono::steady_clock::now() + try_again;;) {
        auto reads = std::stable_partition(group.begin(), group.end(), [](const Work& work) {
            return !work.changes.empty();
        });
        for (auto read = reads; read != group.end(); ++read)
            read->committed();
        group.erase(reads, group.end());
        std::unique_lock lock(mutex_);
        const bool more =
            changed_.wait_until(lock, until, [this] { return !waiting_.empty() || ending_; });
        if (ending_) return {};
        if (!more) return group;
        std::move(waiting_.begin(), waiting_.end(), std::back_inserter(group));
        waiting_.clear();
    }
}

}  // namespace atlas::store
