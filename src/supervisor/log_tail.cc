// SPDX-License-Identifier: Apache-2.0
#include "supervisor/log_tail.h"

#include <algorithm>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "linux/error.h"
#include "linux/file_system.h"

namespace atlas::supervisor {

namespace {

// Limits the memory of lines that wait for the home thread, together with the watcher's untold_max.
constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::int64_t last_bytes = 256 << 10;
constexpr std::string_view link_prefix = "log.";

struct stat status_of(const linux::Fd& file) {
    struct stat status{};
    (void)fstat(file.number(), &status);
    return status;
}

linux::Fd open_log(const std::string& path) {
    return linux::Fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

/// "log.7" → 7; nothing for "log.offset".
std::optional<std::uint64_t> sequence_of(std::string_view name) {
    if (!name.starts_with(link_prefix)) return std::nullopt;
    name.remove_prefix(link_prefix.size());
    std::uint64_t sequence = 0;
    auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), sequence);
    if (failed != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return sequence;
}

LogLine as_log_line(container::PrintedLine line) {
    return {line.at, line.from_stderr, std::move(line.text), line.repaired, line.unreadable_before};
}

/// Links the open file itself, even if its path names another file.
bool make_link(const linux::Fd& file, const std::string& path) {
    auto opened = "/proc/self/fd/" + std::to_string(file.number());
    return linkat(AT_FDCWD, opened.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

}  // namespace

std::string LogTail::link_of(const File& file) const {
    return links_ + "/" + std::string(link_prefix) + std::to_string(file.sequence);
}

const linux::Fd& LogTail::newest() const {
    static const linux::Fd none;
    return files_.empty() ? none : files_.back().file;
}

std::optional<std::uint64_t> LogTail::newest_sequence() const {
    if (files_.empty()) return std::nullopt;
    return files_.back().sequence;
}

std::uint64_t LogTail::unread_bytes() const {
    std::uint64_t bytes = 0;
    for (auto at = current_; at < files_.size(); ++at) {
        auto size = static_cast<std::uint64_t>(status_of(files_[at].file).st_size);
        bytes += size - std::min(size, files_[at].offset);
    }
    return bytes;
}

void LogTail::open_links() {
    if (links_.empty()) return;
    linux::SystemFileSystem files;
    auto names = files.list(links_);
    for (const auto& name : names ? names.value() : std::vector<std::string>{}) {
        auto sequence = sequence_of(name);
        if (!sequence) continue;
        auto file = open_log(links_ + "/" + name);
        if (!file) continue;
        auto inode = status_of(file).st_ino;
        files_.push_back({std::move(file), inode, *sequence, 0});
    }
    std::ranges::sort(files_, {}, &File::sequence);
}

/// Finds the starting position among the files that exist.
void LogTail::begin() {
    begun_ = true;
    if (from_ == LogPlace{}) return;
    if (from_.inode == 0) {  // written by an earlier version, which made no links
        auto& file = files_.back();
        auto size = static_cast<std::uint64_t>(status_of(file.file).st_size);
        if (from_.offset <= size) file.offset = from_.offset;
        return;
    }
    auto found = std::ranges::find(files_, from_.inode, &File::inode);
    if (found == files_.end()) {
        log::warning("supervisor", "{}: the file read last is gone, lines may be missing", path_);
        return;
    }
    found->offset = from_.offset;
    erase(0, static_cast<std::size_t>(found - files_.begin()));
}

void LogTail::add(linux::Fd file, std::uint64_t inode) {
    auto sequence = files_.empty() ? 0 : files_.back().sequence + 1;
    files_.push_back({std::move(file), inode, sequence, 0});
    if (links_.empty() || make_link(files_.back().file, link_of(files_.back()))) return;
    log::warning(
        "supervisor",
        "{}: {}; lines in it are lost if the region ends before they are read",
        path_,
        linux::last_error("link the log").message()
    );
}

bool LogTail::look() {
    if (files_.empty()) open_links();
    struct stat named{};
    bool is_new =
        stat(path_.c_str(), &named) == 0 && (files_.empty() || files_.back().inode != named.st_ino);
    if (is_new) {
        // The path may name another file since the stat above: compare the opened one.
        auto file = open_log(path_);
        auto inode = status_of(file).st_ino;
        is_new = file && (files_.empty() || files_.back().inode != inode);
        if (is_new) add(std::move(file), inode);
    }
    if (!begun_ && !files_.empty()) begin();
    if (files_.size() - current_ > files_max) drop_unread();
    return is_new;
}

void LogTail::drop_unread() {
    const auto& file = files_[current_];
    auto size = static_cast<std::uint64_t>(status_of(file.file).st_size);
    log::warning(
        "supervisor",
        "{}: {} files wait unread; {} bytes of the oldest are dropped",
        path_,
        files_.size() - current_,
        size - std::min(size, file.offset)
    );
    erase(current_, 1);
}

void LogTail::erase(std::size_t first, std::size_t count) {
    for (auto index = first; index < first + count; ++index) {
        if (!links_.empty()) unlink(link_of(files_[index]).c_str());
    }
    auto begin = files_.begin() + static_cast<std::ptrdiff_t>(first);
    files_.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
}

LogPlace LogTail::place() const {
    if (files_.empty()) return from_;
    // An incomplete line may begin in an earlier file.
    auto pending = static_cast<std::uint64_t>(reader_.pending_bytes());
    auto at = current_;
    while (at > 0 && pending > files_[at].offset)
        pending -= files_[at--].offset;
    return {files_[at].inode, files_[at].offset - std::min(pending, files_[at].offset)};
}

void LogTail::forget_before(const LogPlace& place) {
    auto found = std::ranges::find(files_, place.inode, &File::inode);
    auto count = static_cast<std::size_t>(found - files_.begin());
    if (found == files_.end() || count > current_) return;
    erase(0, count);
    current_ -= count;
}

LogTail::Piece LogTail::read() {
    Piece piece;
    auto take = [&](container::PrintedLine line) {
        piece.lines.push_back(as_log_line(std::move(line)));
    };
    std::vector<char> buffer(64 << 10);
    std::size_t taken = 0;
    look();
    while (!files_.empty() && taken < piece_bytes) {
        auto& file = files_[current_];
        auto at = static_cast<off_t>(file.offset);
        auto count = pread(file.file.number(), buffer.data(), buffer.size(), at);
        if (count < 0 && errno == EINTR) continue;
        if (count > 0) {
            file.offset += static_cast<std::uint64_t>(count);
            taken += static_cast<std::size_t>(count);
            reader_.feed({buffer.data(), static_cast<std::size_t>(count)}, take);
        } else if (current_ + 1 < files_.size()) {
            // A newer file exists, so this one is complete.
            ++current_;
        } else if (!look()) {
            break;
        }
    }
    piece.more = taken >= piece_bytes;
    piece.place = place();
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
        piece.lines.push_back(as_log_line(std::move(line)));
    });
    piece.place = place();
    return piece;
}

std::vector<std::string> read_last_lines(const std::string& path, std::size_t count) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) return {};
    auto begin = std::max<std::int64_t>(status.st_size - last_bytes, 0);
    // If `begin` is inside a record, that record is unreadable and skipped.
    auto lines = LogTail(path, "", {0, static_cast<std::uint64_t>(begin)}).finish().lines;
    std::vector<std::string> texts;
    auto skipped = lines.size() > count ? lines.size() - count : 0;
    for (auto index = skipped; index < lines.size(); ++index)
        texts.push_back(std::move(lines[index].text));
    return texts;
}

}  // namespace atlas::supervisor
