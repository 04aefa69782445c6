// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "container/k8s_log.h"
#include "linux/fd.h"
#include "supervisor/workload.h"

namespace atlas::supervisor {

/// Follows one k8s-file log from an offset. One thread.
class LogTail {
public:
    /// The file need not be there yet.
    LogTail(std::string path, std::uint64_t offset) : path_(std::move(path)), offset_(offset) {}

    struct Piece {
        std::vector<LogLine> lines;
        std::uint64_t offset = 0;  // where a later tail goes on without missing anything
        bool more = false;         // the file holds more than was read
    };
    /// What was written since, up to about 1 MiB. A file that conmon began anew (its size limit)
    /// is read to its old end first.
    Piece read();
    /// The same to the end of the file, with what was held back: after the writer's end.
    Piece finish();

private:
    bool open_file();

    std::string path_;
    std::uint64_t offset_;
    linux::Fd file_;
    container::K8sLogReader reader_;
};

/// The last lines of a log, oldest first; reads at most 256 KiB.
std::vector<std::string> read_last_lines(const std::string& path, std::size_t count);

}  // namespace atlas::supervisor
