// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "linux/file_system.h"

/// Included only within store.
namespace atlas::store {

/// A commit: its number since the store was created, and the digest of all rows after it.
struct Commit {
    std::uint64_t sequence = 0;
    std::string digest;
};

/// The file next to the database that names the last commit (docs/formats/store.md). SQLite
/// silently stops replaying a write-ahead log at damage and treats an empty file as a new database;
/// the mark reveals that commits are missing. It is written after each commit but not synced, so
/// after a power cut it may name an earlier commit, but never one that the database does not have.
/// One thread at a time.
class CommitMark {
public:
    /// Opens the mark, or creates it with its full size, so that no later write needs space.
    static Result<CommitMark> open(linux::FileSystem& files, const std::string& path);
    /// The latest commit that the file named when it was opened; nullopt if it was new or
    /// unreadable.
    const std::optional<Commit>& found() const { return found_; }
    /// Names a commit, which must be durable.
    Result<> write(const Commit& commit);
    Result<> sync();

private:
    explicit CommitMark(std::unique_ptr<linux::File> file) : file_(std::move(file)) {}

    std::unique_ptr<linux::File> file_;
    std::optional<Commit> found_;
};

}  // namespace atlas::store
