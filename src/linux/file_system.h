// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace atlas::linux {

/// One open file, read and written at explicit offsets. Closed by its destructor, which syncs
/// nothing. Several threads may call at once, as with pread(2) and pwrite(2) on one descriptor.
class File {
public:
    virtual ~File() = default;

    /// Fills `into` from `offset`; fewer bytes only at the end of the file (0 = at or past it).
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) = 0;
    /// All of `bytes`, or an error after which any part may have been written. Grows the file.
    virtual Result<> write_at(std::uint64_t offset, std::string_view bytes) = 0;
    /// fdatasync(2): on success all data and the size needed to read them are durable. After an
    /// error nothing unsynced may be trusted, and a later success proves nothing about it.
    virtual Result<> sync() = 0;
    /// Tells the kernel to begin writing; promises nothing. For syncing several files side by side.
    virtual void start_writeback() = 0;
    /// fallocate(2): the file is at least `size` long, new bytes read as zeros, room is reserved.
    virtual Result<> allocate(std::uint64_t size) = 0;
    virtual Result<> truncate(std::uint64_t size) = 0;
    virtual Result<std::uint64_t> size() = 0;
};

enum class OpenMode : std::uint8_t {
    read,       // must exist
    write,      // must exist; reads too
    create,     // reads and writes; made when absent
    exclusive,  // reads and writes; already_exists when there
};

/// The disk, so that tests can cut its power. A change of names (create, rename, remove) is durable
/// only after `sync_directory` of the folder that holds the name. Paths are as given, no expansion.
/// Errors: not_found, already_exists, exhausted (no space, no descriptors), io. Any thread.
class FileSystem {
public:
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
    /// Atomic; replaces `to`.
    virtual Result<> rename(const std::string& from, const std::string& to) = 0;
    /// A file or an empty directory.
    virtual Result<> remove(const std::string& path) = 0;
    /// Names without the folder, sorted, less "." and "..".
    virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
    /// Like mkdir -p; fine when it is there. Syncs nothing.
    virtual Result<> make_directories(const std::string& path) = 0;
    virtual Result<> sync_directory(const std::string& path) = 0;
    virtual bool exists(const std::string& path) = 0;
};

/// The whole file; at most `bytes_max`, else exhausted.
Result<std::string> load_file(
    FileSystem& files, const std::string& path, std::size_t bytes_max = 64 << 20
);
/// A folder and all in it, no symbolic link followed; fine when it is not there. Syncs nothing.
Result<> remove_tree(FileSystem& files, const std::string& path);
/// The folder of a path: "/a/b" → "/a", "b" → ".".
std::string directory_of(const std::string& path);

/// The machine's own file system. Any thread.
class SystemFileSystem final : public FileSystem {
public:
    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    Result<> rename(const std::string& from, const std::string& to) override;
    Result<> remove(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<> make_directories(const std::string& path) override;
    Result<> sync_directory(const std::string& path) override;
    bool exists(const std::string& path) override;
};

}  // namespace atlas::linux
