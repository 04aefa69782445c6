// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/file_system.h"
#include "store/store.h"

/// Included only within store.
namespace atlas::store {

/// The SQLite file and the mark of its last commit (`<path>-mark`). One thread at a time.
class Database {
public:
    /// Opens or creates the database and checks it. `files` is the file system on which SQLite's
    /// `vfs` (null = the default one) keeps its files; it must outlive the database. io: the file
    /// is damaged, lacks commits that were acknowledged, or is not a store of Atlas; conflict: it
    /// has a newer format, or another process has it open.
    static Result<std::unique_ptr<Database>> open(
        const std::string& path, linux::FileSystem& files, const char* vfs = nullptr
    );
    virtual ~Database() = default;
    /// All rows, by table and key.
    virtual Result<std::vector<Row>> load() = 0;
    /// Writes all changes in order as one transaction, durable on return. exhausted: no space;
    /// nothing was written, and the call may be repeated. After any other error only opening the
    /// database again shows whether the changes are on the disk.
    virtual Result<> write(const std::vector<Change>& changes) = 0;
    /// Moves all commits from the write-ahead log into the file and empties the log.
    virtual Result<> checkpoint() = 0;
};

}  // namespace atlas::store
