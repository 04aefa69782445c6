// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "linux/file_system.h"

namespace atlas::broker {

/// The open segment files of a log: the ones used last stay open, up to a number that does not
/// depend on how many partitions there are. A file is open for as long as somebody keeps what was
/// answered, which a segment does while it has writes that no sync has covered: another descriptor
/// might not be told that they failed. Any thread.
class OpenFiles {
public:
    /// `idle_max`: so many stay open though nobody keeps them.
    OpenFiles(linux::FileSystem& disk, std::size_t idle_max) : disk_(disk), idle_max_(idle_max) {}

    /// Where the files are.
    linux::FileSystem& disk() const { return disk_; }
    /// The file of this owner; null when it is not open.
    std::shared_ptr<linux::File> find(const void* owner);
    /// Takes a file that was just opened. One that came first stays, and is answered.
    std::shared_ptr<linux::File> add(const void* owner, std::unique_ptr<linux::File> file);
    /// The owner goes, or its file does.
    void forget(const void* owner);
    /// After a sync: files that waited for it are open no longer than others.
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
    Entries by_use_;  // the one used last comes first
    std::unordered_map<const void*, Entries::iterator> by_owner_;
};

}  // namespace atlas::broker
