// SPDX-License-Identifier: Apache-2.0
#include "supervisor/log_tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atlas::supervisor {

namespace {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::int64_t last_bytes = 256 << 10;

/// Whether the path leads to another file than the open one.
bool was_replaced(const linux::Fd& file, const std::string& path) {
    struct stat opened{};
    struct stat named{};
    if (fstat(file.number(), &opened) != 0 || stat(path.c_str(), &named) != 0) return false;
    return opened.st_ino != named.st_ino || opened.st_dev != named.st_dev;
}

}  // namespace

bool LogTail::open_file() {
    if (!file_) file_ = linux::Fd(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    return static_cast<bool>(file_);
}

LogTail::Piece LogTail::read() {
    Piece piece;
    auto take = [&](container::PrintedLine line) {
        piece.lines.push_back({line.at, line.from_stderr, std::move(line.text)});
    };
    std::vector<char> buffer(64 << 10);
    std::size_t taken = 0;
    while (open_file() && taken < piece_bytes) {
        auto count =
            pread(file_.number(), buffer.data(), buffer.size(), static_cast<off_t>(offset_));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            if (!was_replaced(file_, path_)) break;
            file_ = linux::Fd();
            offset_ = 0;
            continue;
        }
        offset_ += static_cast<std::uint64_t>(count);
        taken += static_cast<std::size_t>(count);
        reader_.feed({buffer.data(), static_cast<std::size_t>(count)}, take);
    }
    piece.more = taken >= piece_bytes;
    auto pending = std::min<std::uint64_t>(reader_.pending_bytes(), offset_);
    piece.offset = offset_ - pending;
    return piece;
}

LogTail::Piece LogTail::finish() {
    auto piece = read();
    while (piece.more) {
        auto next = read();
        for (auto& line : next.lines)
            piece.lines.push_back(std::move(line));
        piece.more = next.more;
    }
    reader_.finish([&](container::PrintedLine line) {
        piece.lines.push_back({line.at, line.from_stderr, std::move(line.text)});
    });
    piece.offset = offset_;
    return piece;
}

std::vector<std::string> read_last_lines(const std::string& path, std::size_t count) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) return {};
    auto begin = std::max<std::int64_t>(status.st_size - last_bytes, 0);
    // Begun in the middle of a record, that record is not understood and so passed over.
    auto lines = LogTail(path, static_cast<std::uint64_t>(begin)).finish().lines;
    std::vector<std::string> texts;
    auto skipped = lines.size() > count ? lines.size() - count : 0;
    for (auto index = skipped; index < lines.size(); ++index)
        texts.push_back(std::move(lines[index].text));
    return texts;
}

}  // namespace atlas::supervisor
