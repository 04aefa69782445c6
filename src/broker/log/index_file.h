// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "linux/file_system.h"

namespace atlas::broker {

/// A segment's sparse index: a file of sorted entries of one size. New entries are buffered and
/// written 4 KiB at a time. The file is open only during a call, so that an idle partition costs
/// no descriptor. Durable only after `sync`; recovery can rebuild it. Guarded by its partition's
/// mutex.
class IndexFile {
public:
    IndexFile(linux::FileSystem& files, std::string path, std::size_t entry_bytes)
        : files_(files), path_(std::move(path)), entry_bytes_(entry_bytes) {}

    /// Uses the entries in the file; invalid_argument if its size is no multiple of an entry's.
    Result<> load();
    /// Empties the file, creating it if missing.
    Result<> reset();
    void append(std::string_view entry);
    Result<> flush();
    /// Makes flushed entries durable; returns at once if there are none since the last sync. Needs
    /// no mutex once appends have ended.
    Result<> sync();

    std::size_t count() const { return in_file_ + tail_.size() / entry_bytes_; }
    Result<std::string> entry(std::size_t number) const;
    /// The last entry for which `is_before` is true, by binary search: it must be true for a prefix
    /// of the entries and false for the rest. Nothing if it is false for all.
    Result<std::optional<std::string>> last_before(
        const std::function<bool(std::string_view)>& is_before
    ) const;

private:
    Result<std::string> entry(linux::File* file, std::size_t number) const;

    linux::FileSystem& files_;
    std::string path_;
    std::size_t entry_bytes_;
    std::size_t in_file_ = 0;  // entries
    std::string tail_;         // entries that are not in the file yet
    bool unsynced_ = false;
};

}  // namespace atlas::broker
