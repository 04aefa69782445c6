// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "linux/file_system.h"

/// Inside store only.
namespace atlas::store {

/// A commit: its number since the store was made, and the digest of all rows after it.
struct Commit {
    std::uint64_t sequence = 0;
    std::string digest;
};

/// The file beside the database that names the last commit (docs/formats/store.md). SQLite ends the
/// replay of a damaged write-ahead log without a word, and takes an emptied file for a new one; the
/// mark tells such a store from a whole one. It is written after each commit and not synced: after
/// a power cut it may name an earlier commit, never a later one than the database holds.
class CommitMark {
public:
    /// Opens the mark or makes it, at its full size, so that no later write needs room.
    static Result<CommitMark> open(linux::FileSystem& files, const std::string& path);
    /// The latest commit that the file names; none in a new or unreadable one.
    const std::optional<Commit>& found() const { return found_; }
    Result<> write(const Commit& commit);
    Result<> sync();

private:
    explicit CommitMark(std::unique_ptr<linux::File> file) : file_(std::move(file)) {}

    std::unique_ptr<linux::File> file_;
    std::optional<Commit> found_;
};

}  // namespace atlas::store
