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

/// One open file, read and written at explicit offsets. The destructor closes it and syncs nothing.
/// Several threads may call at once, as with pread(2) and pwrite(2) on one descriptor.
class File {
public:
    virtual ~File() = default;

    /// Fills `into` from `offset` and returns the number of bytes read. It is smaller than asked
    /// only at the end of the file, and 0 at or past the end.
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) = 0;
    /// Writes all of `bytes` and grows the file if needed. After an error, any part may have been
    /// written.
    virtual Result<> write_at(std::uint64_t offset, std::string_view bytes) = 0;
    /// fdatasync(2): on success all data is durable, and so is the size that is needed to read it.
    /// After an error, unsynced data must be considered lost, even if a later sync succeeds.
    virtual Result<> sync() = 0;
    /// Tells the kernel to start writing, without any guarantee. Before syncing several files, it
    /// lets the disk write them concurrently.
    virtual void start_writeback() = 0;
    /// posix_fallocate(3): makes the file at least `size` long and reserves the space. New bytes
    /// read as zeros; a longer file is left as it is.
    virtual Result<> allocate(std::uint64_t size) = 0;
    virtual Result<> truncate(std::uint64_t size) = 0;
    virtual Result<std::uint64_t> size() = 0;
};

enum class OpenMode : std::uint8_t {
    read,       // must exist
    write,      // must exist; reads too
    create,     // reads and writes; created if absent
    exclusive,  // reads and writes; already_exists if present
};

/// The disk behind an interface, so that tests can cut its power. A change of names (create,
/// rename, remove) is durable only after `sync_directory` of the folder that contains the name.
/// Paths are used as given, without expansion. Errors: not_found, already_exists, conflict (a
/// directory is not empty), exhausted (no space or no descriptors), io. Any thread.
class FileSystem {
public:
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
    /// Replaces `to` atomically.
    virtual Result<> rename(const std::string& from, const std::string& to) = 0;
    /// Removes a file or an empty directory.
    virtual Result<> remove(const std::string& path) = 0;
    /// The names in a directory, without its path, sorted, without "." and "..".
    virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
    /// Creates a directory and its missing parents, like mkdir -p. Syncs nothing.
    virtual Result<> make_directories(const std::string& path) = 0;
    virtual Result<> sync_directory(const std::string& path) = 0;
    virtual bool exists(const std::string& path) = 0;
};

/// Reads a whole file. exhausted: it is larger than `bytes_max`.
Result<std::string> load_file(
    FileSystem& files, const std::string& path, std::size_t bytes_max = 64 << 20
);
/// Removes a file, or a folder and everything in it, without following symbolic links. Succeeds if
/// there is nothing. Syncs nothing.
Result<> remove_tree(FileSystem& files, const std::string& path);
/// The folder that contains a path: "/a/b" → "/a", "b" → ".".
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
