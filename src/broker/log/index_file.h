// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "linux/file_system.h"

namespace atlas::broker {

/// A sparse index beside a segment: sorted entries of one size in a file. New entries gather in
/// memory and go out 4 KiB at a time, and the file is open only while it is used, so that an idle
/// partition costs neither memory nor a descriptor. Not durable by itself: recovery builds it anew.
/// Guarded by its partition.
class IndexFile {
public:
    IndexFile(linux::FileSystem& files, std::string path, std::size_t entry_bytes)
        : files_(files), path_(std::move(path)), entry_bytes_(entry_bytes) {}

    /// Takes the entries that the file has; invalid_argument when its size cannot be right.
    Result<> load();
    /// Begins again with an empty file.
    Result<> reset();
    void append(std::string_view entry);
    Result<> flush();
    /// What was flushed becomes durable; nothing to do where nothing was since the last time. Needs
    /// no guard when nobody appends any more.
    Result<> sync();

    std::size_t count() const { return in_file_ + tail_.size() / entry_bytes_; }
    Result<std::string> entry(std::size_t number) const;
    /// The last entry that `is_before` holds for; it holds for the first ones, then never more.
    Result<std::optional<std::string>> last_before(
        const std::function<bool(std::string_view)>& is_before
    ) const;

private:
    Result<std::string> entry(linux::File* file, std::size_t number) const;

    linux::FileSystem& files_;
    std::string path_;
    std::size_t entry_bytes_;
    std::size_t in_file_ = 0;
    std::string tail_;
    bool unsynced_ = false;
};

}  // namespace atlas::broker
