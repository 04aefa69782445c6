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

/// A place in a log that is renewed from time to time: in the file of that inode.
struct LogPlace {
    std::uint64_t inode = 0;  // 0 = not known, as an earlier version noted it
    std::uint64_t offset = 0;
    bool operator==(const LogPlace&) const = default;
};

/// Follows one k8s-file log from a place. conmon renews a log at its size limit: it puts a new file
/// at the path, and the old one would be gone with its last descriptor. So each file is linked into
/// the folder `links` ("log.0", "log.1", …) as soon as it is seen, and stays there until all its
/// lines were dealt with; a tail of a later process reads on in it. Lines are lost only where a log
/// is renewed twice while nobody looks, and where more than `files_max` files wait unread: the
/// oldest of them is then dropped, with a warning. One thread.
class LogTail {
public:
    static constexpr std::size_t files_max = 16;

    /// The file need not be there yet. No links are made where `links` is empty.
    LogTail(std::string path, std::string links, LogPlace from)
        : path_(std::move(path)), links_(std::move(links)), from_(from) {}

    struct Piece {
        std::vector<LogLine> lines;
        LogPlace place;     // where a later tail goes on without missing anything
        bool more = false;  // there is more than was read
    };
    /// Notes the file that is at the path now. True where it is a new one.
    bool look();
    /// The newest file, to be watched, and its number among all of this log; none before the first
    /// is there.
    const linux::Fd& newest() const;
    std::optional<std::uint64_t> newest_sequence() const;
    /// What was written since, up to about 1 MiB, a renewed file to its end first.
    Piece read();
    /// The same to the end of the log, with what was held back: after the writer's end.
    Piece finish();
    std::uint64_t unread_bytes() const;
    /// The lines before this place were dealt with.
    void forget_before(const LogPlace& place);

private:
    struct File {
        linux::Fd file;
        std::uint64_t inode = 0;
        std::uint64_t sequence = 0;  // of its link
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
    std::deque<File> files_;   // the oldest first
    std::size_t current_ = 0;  // the one that is read; those before it wait to be forgotten
    container::K8sLogReader reader_;
};

/// The last lines of a log, oldest first; reads at most 256 KiB.
std::vector<std::string> read_last_lines(const std::string& path, std::size_t count);

}  // namespace atlas::supervisor
