// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/file_system.h"
#include "store/store.h"

/// Inside store only.
namespace atlas::store {

/// The SQLite file and the mark of its last commit beside it (`<path>-mark`). One thread at a time.
class Database {
public:
    /// Opens or creates; `files` is where SQLite's `vfs` (null = the system's) keeps its files, and
    /// outlives it. io: damaged (also: commits that were acknowledged are missing), of a newer
    /// format, not ours; conflict: another process has it open.
    static Result<std::unique_ptr<Database>> open(
        const std::string& path, linux::FileSystem& files, const char* vfs = nullptr
    );
    virtual ~Database() = default;
    virtual Result<std::vector<Row>> load() = 0;
    /// All changes in order as one transaction; durable on return. exhausted: there is no room;
    /// nothing was written, and the same may be tried again. After any other error memory and disk
    /// may differ: whether it is on the disk is known only after opening again.
    virtual Result<> write(const std::vector<Change>& changes) = 0;
    /// Moves all commits from the write-ahead log into the file, and empties the log.
    virtual Result<> checkpoint() = 0;
};

}  // namespace atlas::store
