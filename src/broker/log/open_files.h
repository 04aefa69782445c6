// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "linux/file_system.h"

namespace atlas::broker {

/// The open segment files of a log, as an LRU cache of constant size. A file stays open as long as
/// a caller holds the returned pointer. A segment holds it while it has unsynced writes, because
/// the kernel reports a failed writeback only to descriptors that were open when it happened
/// (fsync(2)). Any thread.
class OpenFiles {
public:
    /// `idle_max`: how many files may stay open that no caller holds.
    OpenFiles(linux::FileSystem& disk, std::size_t idle_max) : disk_(disk), idle_max_(idle_max) {}

    /// The file system of the files.
    linux::FileSystem& disk() const { return disk_; }
    /// The owner's file; null if it is not open.
    std::shared_ptr<linux::File> find(const void* owner);
    /// Adds a file that was just opened and returns it; if the owner already has an open file,
    /// returns that one.
    std::shared_ptr<linux::File> add(const void* owner, std::unique_ptr<linux::File> file);
    /// Called when the owner is destroyed or its file is removed.
    void forget(const void* owner);
    /// Called after a sync, which leaves files idle: closes those beyond `idle_max`.
    void close_idle();
    std::size_t count() const;

private:
    struct Entry {
        const void* owner;
        std::shared_ptr<linux::File> file;
    };
    using Entries = std::list<Entry>;

    void take_idle(Entries& closing, std::size_t looks_max);

    linux::FileSystem& disk_;
    const std::size_t idle_max_;

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    Entries by_use_;  // most recently used first
    std::unordered_map<const void*, Entries::iterator> by_owner_;
};

}  // namespace atlas::broker
