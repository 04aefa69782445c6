// SPDX-License-Identifier: Apache-2.0
#include "store/commit_mark.h"

#include <charconv>

#include <fmt/core.h>

#include "crypto/digest.h"
#include "linux/replace_file.h"

namespace atlas::store {
namespace {

constexpr std::size_t slot_bytes = 512;
constexpr std::size_t slots = 2;
constexpr std::size_t digest_digits = 32;
constexpr std::string_view kind = "atlas-store-mark 1 ";

std::string check_of(std::string_view line) {
    return crypto::sha256_hex(line).substr(0, digest_digits);
}

std::string encode(const Commit& commit) {
    auto line = fmt::format("{}{:020} {} ", kind, commit.sequence, commit.digest);
    line += check_of(line) + "\n";
    line.resize(slot_bytes, '\0');
    return line;
}

std::optional<Commit> decode(std::string_view slot) {
    constexpr std::size_t number_at = kind.size();
    constexpr std::size_t digest_at = number_at + 21;
    constexpr std::size_t check_at = digest_at + digest_digits + 1;
    if (slot.size() < check_at + digest_digits || !slot.starts_with(kind)) return std::nullopt;
    if (slot.substr(check_at, digest_digits) != check_of(slot.substr(0, check_at)))
        return std::nullopt;
    Commit commit;
    const auto number = slot.substr(number_at, 20);
    std::from_chars(number.data(), number.data() + number.size(), commit.sequence);
    commit.digest = slot.substr(digest_at, digest_digits);
    return commit;
}

}  // namespace

Result<CommitMark> CommitMark::open(linux::FileSystem& files, const std::string& path) {
    if (!files.exists(path))
        ATLAS_TRY(linux::replace_file(files, path, std::string(slot_bytes * slots, '\0')));
    CommitMark mark(ATLAS_TRY(files.open(path, linux::OpenMode::write)));
    std::string text(slot_bytes * slots, '\0');
    text.resize(ATLAS_TRY(mark.file_->read_at(0, text)));
    for (std::size_t at = 0; at < text.size(); at += slot_bytes) {
        auto commit = decode(std::string_view(text).substr(at, slot_bytes));
        const bool newer = commit && (!mark.found_ || commit->sequence > mark.found_->sequence);
        if (newer) mark.found_ = std::move(commit);
    }
    return mark;
}

// The slots are used in turn, so that a write torn by a power cut leaves the previous commit.
Result<> CommitMark::write(const Commit& commit) {
    return file_->write_at(commit.sequence % slots * slot_bytes, encode(commit));
}

Result<> CommitMark::sync() {
    return file_->sync();
}

}  // namespace atlas::store
