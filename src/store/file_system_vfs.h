// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "linux/file_system.h"

namespace atlas::store {

/// Registers a SQLite VFS that keeps its files on `files`, for tests that cut the power under a
/// database. One connection at a time, no locks, no shared memory (exclusive WAL needs none).
/// Unregistered by its destructor; `files` outlives it.
class FileSystemVfs {
public:
    FileSystemVfs(std::string name, linux::FileSystem& files);
    ~FileSystemVfs();
    FileSystemVfs(const FileSystemVfs&) = delete;
    FileSystemVfs& operator=(const FileSystemVfs&) = delete;
    const char* name() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace atlas::store
