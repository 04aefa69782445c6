// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "container/k8s_log.h"
#include "linux/fd.h"
#include "supervisor/workload.h"

namespace atlas::supervisor {

/// A position in a rotated log: an offset in the file with this inode.
struct LogPlace {
    std::uint64_t inode = 0;  // 0 = unknown (written by an earlier version)
    std::uint64_t offset = 0;
    bool operator==(const LogPlace&) const = default;
};

/// Reads one k8s-file log from a position on, across rotations. When a log reaches its size limit,
/// conmon puts a new file at the path, and the old file would vanish with its last descriptor.
/// Therefore each file is hard-linked into the folder `links` ("log.0", "log.1", …) as soon as it
/// is seen, and stays there until all its lines have been processed; a tail in a later process
/// continues with it. Lines are lost only if a log is rotated twice between two calls of `look`, or
/// if more than `files_max` files wait unread: then the oldest is dropped with a warning. One
/// thread.
class LogTail {
public:
    static constexpr std::size_t files_max = 16;

    /// The file need not exist yet. An empty `links` makes no links.
    LogTail(std::string path, std::string links, LogPlace from)
        : path_(std::move(path)), links_(std::move(links)), from_(from) {}

    struct Piece {
        std::vector<LogLine> lines;
        LogPlace place;     // where a later tail can continue without loss
        bool more = false;  // the read limit was reached
    };
    /// Opens and links the file at the path if it is a new one; returns whether it was.
    bool look();
    /// The newest file, for inotify, and its sequence number in this log. No file before the first
    /// one has been seen.
    const linux::Fd& newest() const;
    std::optional<std::uint64_t> newest_sequence() const;
    /// Reads on, at most about 1 MiB; a rotated file is read to its end first.
    Piece read();
    /// Reads to the end of the log and returns incomplete lines too; call it after the writer has
    /// ended.
    Piece finish();
    std::uint64_t unread_bytes() const;
    /// Removes links of files before this position: their lines have been processed.
    void forget_before(const LogPlace& place);

private:
    /// An open log file that is not forgotten yet.
    struct File {
        linux::Fd file;
        std::uint64_t inode = 0;
        std::uint64_t sequence = 0;  // number in the link's name
        std::uint64_t offset = 0;    // read so far
    };
    void open_links();
    void begin();
    void add(linux::Fd file, std::uint64_t inode);
    void drop_unread();
    void erase(std::size_t first, std::size_t count);
    std::string link_of(const File& file) const;
    LogPlace place() const;

    const std::string path_;
    const std::string links_;
    const LogPlace from_;
    bool begun_ = false;
    std::deque<File> files_;   // oldest first
    std::size_t current_ = 0;  // being read; earlier files wait for forget_before
    container::K8sLogReader reader_;
};

/// The last lines of a log, oldest first; reads at most 256 KiB.
std::vector<std::string> read_last_lines(const std::string& path, std::size_t count);

}  // namespace atlas::supervisor
