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

/// A file of the fake disk: what programs see, what the platter holds, and every sector image that
/// was on its way between them since the last sync.
class FakeInode {
public:
    const std::string& bytes() const { return seen_; }
    void write(std::uint64_t offset, std::string_view bytes);
    void resize(std::uint64_t size);
    void sync();
    /// A failed sync as Linux does it: the data is marked clean and will not be written again.
    void lose_unsynced_images();
    /// What the platter holds after the power went: any mixture of old and unsynced sectors.
    void cut_power(std::mt19937_64& random);
    void flip_bit(std::uint64_t bit);

private:
    void keep_image(std::uint64_t sector);

    std::string seen_;
    std::string platter_;
    std::map<std::uint64_t, std::vector<std::string>> images_;  // by sector, oldest first
    std::vector<std::uint64_t> sizes_;                          // since the last sync
};

/// The names of the fake disk. A path maps to a file, or to a directory where the file is null.
class FakeNames {
public:
    struct Entry {
        std::shared_ptr<FakeInode> inode;  // null = directory
    };

    const Entry* find(const std::string& path) const;
    const std::map<std::string, Entry>& all() const { return seen_; }
    void add(const std::string& path, Entry entry);
    void remove(const std::string& path);
    /// A directory takes what is in it along.
    void rename(const std::string& from, const std::string& to);
    void sync_directory(const std::string& directory);
    /// Each unsynced change happened or did not; what lost its directory is lost.
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
