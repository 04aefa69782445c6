// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/file_system.h"

namespace atlas::linux {

/// A file of the fake disk: the content that programs see, the content that is durable, and the
/// images of sectors that were written since the last sync. Guarded by the disk's mutex, like
/// FakeNames.
class FakeInode {
public:
    const std::string& bytes() const { return seen_; }
    void write(std::uint64_t offset, std::string_view bytes);
    void resize(std::uint64_t size);
    void sync();
    /// A failed sync as on Linux: the pages are marked clean and will not be written again.
    void lose_unsynced_images();
    /// Replaces the content by what a power cut leaves: any mixture of old and unsynced sectors.
    void cut_power(std::mt19937_64& random);
    /// In the visible and in the durable content.
    void flip_bit(std::uint64_t bit);

private:
    void keep_image(std::uint64_t sector);

    std::string seen_;                                          // what programs read
    std::string platter_;                                       // what is durable
    std::map<std::uint64_t, std::vector<std::string>> images_;  // by sector, oldest first
    std::vector<std::uint64_t> sizes_;                          // since the last sync
};

/// The names of the fake disk: which exist, which are durable, and the changes in between. A path
/// maps to a file, or to a directory if the inode is null.
class FakeNames {
public:
    struct Entry {
        std::shared_ptr<FakeInode> inode;  // null = directory
    };

    const Entry* find(const std::string& path) const;
    const std::map<std::string, Entry>& all() const { return seen_; }
    void add(const std::string& path, Entry entry);
    void remove(const std::string& path);
    /// Renaming a directory moves everything below it.
    void rename(const std::string& from, const std::string& to);
    /// Makes the changes of names directly in this directory durable. A rename becomes durable with
    /// the directory of the new name.
    void sync_directory(const std::string& directory);
    /// Keeps or drops each unsynced change at random. An entry whose directory is dropped is
    /// dropped too.
    void cut_power(std::mt19937_64& random);

private:
    struct Change {
        std::string remove;  // empty = nothing
        std::string add;     // empty = nothing; with `remove` set: a rename
        Entry entry;
    };
    static void apply(std::map<std::string, Entry>& names, const Change& change);
    void record(Change change);

    std::map<std::string, Entry> seen_;
    std::map<std::string, Entry> platter_;
    std::vector<Change> changes_;
};

}  // namespace atlas::linux
