// SPDX-License-Identifier: Apache-2.0
#include "broker/log/index_file.h"

#include "base/check.h"

namespace atlas::broker {
namespace {

constexpr std::size_t tail_bytes_max = 4096;

}  // namespace

Result<> IndexFile::load() {
    auto file = ATLAS_TRY(files_.open(path_, linux::OpenMode::read));
    auto size = ATLAS_TRY(file->size());
    if (size % entry_bytes_ != 0) {
        return Error(ErrorCode::invalid_argument, path_ + ": not whole entries");
    }
    in_file_ = size / entry_bytes_;
    tail_.clear();
    return {};
}

Result<> IndexFile::reset() {
    auto file = ATLAS_TRY(files_.open(path_, linux::OpenMode::create));
    if (ATLAS_TRY(file->size()) > 0) {
        unsynced_ = true;
        ATLAS_TRY(file->truncate(0));
    }
    in_file_ = 0;
    tail_.clear();
    return {};
}

void IndexFile::append(std::string_view entry) {
    ATLAS_CHECK(entry.size() == entry_bytes_, "an index has entries of one size");
    tail_ += entry;
    // A failed flush loses nothing: the tail grows, and the next append tries again.
    if (tail_.size() >= tail_bytes_max) (void)flush();
}

Result<> IndexFile::flush() {
    if (tail_.empty()) return {};
    auto file = ATLAS_TRY(files_.open(path_, linux::OpenMode::create));
    unsynced_ = true;
    ATLAS_TRY(file->write_at(in_file_ * entry_bytes_, tail_));
    in_file_ += tail_.size() / entry_bytes_;
    tail_ = std::string();
    return {};
}

Result<> IndexFile::sync() {
    if (!unsynced_) return {};
    auto file = ATLAS_TRY(files_.open(path_, linux::OpenMode::write));
    ATLAS_TRY(file->sync());
    unsynced_ = false;
    return {};
}

Result<std::string> IndexFile::entry(linux::File* file, std::size_t number) const {
    if (number >= in_file_) return tail_.substr((number - in_file_) * entry_bytes_, entry_bytes_);
    std::string bytes(entry_bytes_, '\0');
    if (ATLAS_TRY(file->read_at(number * entry_bytes_, bytes)) != entry_bytes_) {
        return Error(ErrorCode::io, path_ + ": shorter than it was");
    }
    return bytes;
}

Result<std::string> IndexFile::entry(std::size_t number) const {
    std::unique_ptr<linux::File> file;
    if (number < in_file_) file = ATLAS_TRY(files_.open(path_, linux::OpenMode::read));
    return entry(file.get(), number);
}

Result<std::optional<std::string>> IndexFile::last_before(
    const std::function<bool(std::string_view)>& is_before
) const {
    // Most look-ups are near the end of the log, where the tail answers without opening the file.
    std::size_t low = 0;
    std::size_t high = count();
    std::unique_ptr<linux::File> file;
    bool in_tail = !tail_.empty() && is_before(std::string_view(tail_).substr(0, entry_bytes_));
    if (in_tail) low = in_file_ + 1;
    if (!in_tail) high = in_file_;
    if (low < in_file_) file = ATLAS_TRY(files_.open(path_, linux::OpenMode::read));
    while (low < high) {
        auto middle = low + (high - low) / 2;
        auto bytes = ATLAS_TRY(entry(file.get(), middle));
        if (is_before(bytes)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) return std::optional<std::string>();
    return std::optional(ATLAS_TRY(entry(file.get(), low - 1)));
}

}  // namespace atlas::broker
