// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "linux/file_system.h"

namespace atlas::store {

/// For tests that cut the power under a database: registers a SQLite VFS (sqlite.org/vfs.html) that
/// keeps its files on `files`, which must outlive it. The destructor unregisters it. It supports
/// one connection at a time and has neither locks nor shared memory, which WAL in exclusive locking
/// mode does not need.
class FileSystemVfs {
public:
    FileSystemVfs(std::string name, linux::FileSystem& files);
    ~FileSystemVfs();
    FileSystemVfs(const FileSystemVfs&) = delete;
    FileSystemVfs& operator=(const FileSystemVfs&) = delete;
    /// The name under which SQLite finds it.
    const char* name() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace atlas::store
