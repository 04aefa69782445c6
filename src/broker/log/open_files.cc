// SPDX-License-Identifier: Apache-2.0
#include "broker/log/open_files.h"

namespace atlas::broker {
namespace {

// How many files in use `add` skips at most in its search for an idle one.
constexpr std::size_t looks_of_add = 16;

}  // namespace

std::shared_ptr<linux::File> OpenFiles::find(const void* owner) {
    std::lock_guard lock(mutex_);
    auto found = by_owner_.find(owner);
    if (found == by_owner_.end()) return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return found->second->file;
}

std::shared_ptr<linux::File> OpenFiles::add(const void* owner, std::unique_ptr<linux::File> file) {
    // Declared before the lock, so that the files are closed after it is released: close(2) may
    // wait for the disk.
    Entries closing;
    std::lock_guard lock(mutex_);
    auto found = by_owner_.find(owner);
    if (found != by_owner_.end()) return found->second->file;
    by_use_.push_front({owner, std::move(file)});
    by_owner_[owner] = by_use_.begin();
    auto added = by_use_.front().file;
    take_idle(closing, looks_of_add);
    return added;
}

void OpenFiles::take_idle(Entries& closing, std::size_t looks_max) {
    for (std::size_t looks = 0; by_use_.size() > idle_max_ && looks < looks_max; ++looks) {
        auto last = std::prev(by_use_.end());
        // A count of one cannot grow while we hold the lock.
        if (last->file.use_count() > 1) {
            by_use_.splice(by_use_.begin(), by_use_, last);
        } else {
            by_owner_.erase(last->owner);
            closing.splice(closing.end(), by_use_, last);
        }
    }
}

void OpenFiles::close_idle() {
    Entries closing;
    std::lock_guard lock(mutex_);
    take_idle(closing, by_use_.size());
}

void OpenFiles::forget(const void* owner) {
    Entries closing;
    std::lock_guard lock(mutex_);
    auto found = by_owner_.find(owner);
    if (found == by_owner_.end()) return;
    closing.splice(closing.end(), by_use_, found->second);
    by_owner_.erase(found);
}

std::size_t OpenFiles::count() const {
    std::lock_guard lock(mutex_);
    return by_use_.size();
}

}  // namespace atlas::broker
