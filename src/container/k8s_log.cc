// SPDX-License-Identifier: Apache-2.0
#include "container/k8s_log.h"

#include <charconv>
#include <utility>

#include "base/utf8.h"

namespace atlas::container {

namespace {

// Bounds memory: a container may print without ever ending a line.
constexpr std::size_t line_bytes_max = 256 << 10;

/// `2026-11-22T20:49:43.934697020+00:00`, with any UTC offset.
std::optional<Time> parse_stamp(std::string_view text) {
    if (text.size() < 25) return std::nullopt;
    auto offset = text.substr(text.size() - 6);
    if (offset[0] != '+' && offset[0] != '-') return std::nullopt;
    auto time = parse_iso8601(std::string(text.substr(0, text.size() - 6)) + "Z");
    if (!time) return std::nullopt;
    int hours = 0;
    int minutes = 0;
    std::from_chars(offset.data() + 1, offset.data() + 3, hours);
    std::from_chars(offset.data() + 4, offset.data() + 6, minutes);
    auto east = std::chrono::minutes(hours * 60 + minutes);
    return offset[0] == '+' ? *time - east : *time + east;
}

std::string_view take_word(std::string_view& text) {
    auto space = text.find(' ');
    auto word = text.substr(0, space);
    text.remove_prefix(space == text.npos ? text.size() : space + 1);
    return word;
}

}  // namespace

/// Emits the text as one or more lines of valid UTF-8, each within the limit.
void K8sLogReader::emit(PrintedLine raw, const std::function<void(PrintedLine)>& line) {
    raw.repaired = !is_utf8(raw.text);
    raw.unreadable_before = std::exchange(unreadable_, 0);
    if (raw.repaired) raw.text = repair_utf8(raw.text);
    while (raw.text.size() > line_bytes_max) {
        auto rest = raw.text.substr(cut_utf8(raw.text, line_bytes_max));
        raw.text.resize(raw.text.size() - rest.size());
        const auto at = raw.at;
        const bool from_stderr = raw.from_stderr;
        line(std::exchange(raw, {at, from_stderr, std::move(rest)}));
    }
    line(std::move(raw));
}

void K8sLogReader::take_record(
    std::string_view record, const std::function<void(PrintedLine)>& line
) {
    auto at = parse_stamp(take_word(record));
    auto stream = take_word(record);
    bool whole = take_word(record) == "F";
    if (!at) {  // not written by conmon
        ++unreadable_;
        return;
    }
    auto& held = partial_[stream == "stderr"];
    if (held.text.empty()) held.at = *at;
    held.from_stderr = stream == "stderr";
    held.text += record;
    while (held.text.size() > line_bytes_max) {
        auto length = cut_utf8(held.text, line_bytes_max);
        if (length == 0) length = line_bytes_max;  // only UTF-8 continuation bytes
        emit({held.at, held.from_stderr, held.text.substr(0, length)}, line);
        held.text.erase(0, length);
    }
    if (whole) emit(std::exchange(held, {}), line);
}

void K8sLogReader::feed(std::string_view bytes, const std::function<void(PrintedLine)>& line) {
    pending_ += bytes.size();
    rest_ += bytes;
    std::size_t begin = 0;
    for (auto end = rest_.find('\n'); end != rest_.npos; end = rest_.find('\n', begin)) {
        take_record(std::string_view(rest_).substr(begin, end - begin), line);
        begin = end + 1;
        bool held = false;
        for (const auto& [stream, partial] : partial_)
            held |= !partial.text.empty();
        if (!held) pending_ = rest_.size() - begin;
    }
    rest_.erase(0, begin);
}

void K8sLogReader::finish(const std::function<void(PrintedLine)>& line) {
    for (auto& [stream, partial] : partial_) {
        if (!partial.text.empty()) emit(std::exchange(partial, {}), line);
    }
    rest_.clear();
    pending_ = 0;
}

}  // namespace atlas::container
