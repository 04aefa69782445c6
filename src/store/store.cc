// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fcntl.h>

#include "base/check.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "store/database.h"

namespace atlas::store {
namespace {

class ThreadStore final : public Store {
public:
    explicit ThreadStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}
    ~ThreadStore() override {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable()) thread_.join();
    }

    Result<std::vector<Row>> load() override {
        ATLAS_CHECK(!thread_.joinable(), "rows are loaded before the first commit");
        return database_->load();
    }

    void commit(Batch batch, std::move_only_function<void()> committed) override {
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back({batch.take(), std::move(committed)});
        }
        changed_.notify_all();
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }

    void flush() override {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return waiting_.empty() && !writing_; });
    }

private:
    struct Work {
        std::vector<Change> changes;
        std::move_only_function<void()> committed;
    };

    void run() {
        for (;;) {
            std::vector<Work> group;
            {
                std::unique_lock lock(mutex_);
                writing_ = false;
                changed_.notify_all();
                changed_.wait(lock, [this] { return !waiting_.empty() || ending_; });
                if (waiting_.empty()) return;
                group = std::exchange(waiting_, {});
                writing_ = true;
            }
            write(group);
            for (auto& work : group)
                work.committed();
        }
    }

    void write(std::vector<Work>& group) {
        std::vector<Change> all;
        for (auto& work : group)
            std::move(work.changes.begin(), work.changes.end(), std::back_inserter(all));
        if (all.empty()) return;
        auto written = database_->write(all);
        // Memory is ahead of the disk now, and answers about it have been held back: start again
        // from the disk.
        if (!written) check_failed("commit", written.error().message(), __FILE__, __LINE__);
    }

    // Store thread only, once it runs.
    const std::unique_ptr<Database> database_;

    // Guarded by mutex_.
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Work> waiting_;
    bool writing_ = false;
    bool ending_ = false;

    std::thread thread_;
};

}  // namespace

void Batch::put(std::string_view table, std::string_view key, std::string value) {
    changes_.push_back({std::string(table), std::string(key), std::move(value)});
}

void Batch::erase(std::string_view table, std::string_view key) {
    changes_.push_back({std::string(table), std::string(key), std::nullopt});
}

Result<std::unique_ptr<Store>> Store::open(const std::string& path) {
    // SQLite gives its journals the rights of the file, which must be there to have them.
    const linux::Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file) return linux::last_error("open the store " + path);
    linux::SystemFileSystem files;
    auto database = ATLAS_TRY(Database::open(path, files));
    ATLAS_TRY(files.sync_directory(linux::directory_of(path)));
    return std::unique_ptr<Store>(std::make_unique<ThreadStore>(std::move(database)));
}

}  // namespace atlas::store
