// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <sys/stat.h>

#include "base/check.h"
#include "base/log.h"
#include "store/database.h"

namespace atlas::store {
namespace {

/// One thread that writes what waits as one transaction, then tells each batch's owner.
class GroupCommitStore final : public Store {
public:
    explicit GroupCommitStore(std::unique_ptr<Database> database)
        : database_(std::move(database)), thread_([this] { run(); }) {}

    ~GroupCommitStore() override {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    Result<std::vector<Row>> load() override { return database_->load(); }

    void commit(Batch batch, std::move_only_function<void()> committed) override {
        std::lock_guard lock(mutex_);
        waiting_.push_back({batch.take(), std::move(committed)});
        if (waiting_.size() == 1) wake_.notify_one();
    }

    void flush() override {
        std::unique_lock lock(mutex_);
        idle_.wait(lock, [this] { return waiting_.empty() && !writing_; });
    }

private:
    struct Waiting {
        std::vector<Change> changes;
        std::move_only_function<void()> committed;
    };

    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            auto group = std::exchange(waiting_, {});
            writing_ = true;
            lock.unlock();
            write(group);
            for (auto& one : group) {
                if (one.committed) one.committed();
            }
            lock.lock();
            writing_ = false;
            if (waiting_.empty()) idle_.notify_all();
        }
    }

    // Batches that change nothing only wait for those before them.
    void write(std::vector<Waiting>& group) {
        std::vector<std::vector<Change>> batches;
        for (auto& one : group) {
            if (!one.changes.empty()) batches.push_back(std::move(one.changes));
        }
        if (batches.empty()) return;
        auto written = database_->write(batches);
        if (!written) log::error("store", "{}", written.error().message());
        ATLAS_CHECK(written.ok(), "memory is ahead of the disk now; a restart reads what is true");
    }

    std::unique_ptr<Database> database_;  // the store thread's once it has begun to write
    // Guarded by mutex_.
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable idle_;
    std::vector<Waiting> waiting_;
    bool writing_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& path) {
    auto old_mask = ::umask(0077);
    auto database = Database::open(path);
    ::umask(old_mask);
    if (!database) return std::move(database).error();
    return std::unique_ptr<Store>(std::make_unique<GroupCommitStore>(std::move(database).value()));
}

}  // namespace atlas::store
