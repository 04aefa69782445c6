// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/search.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

namespace atlas::aws::logs {
namespace {

struct SearchedFile {
    SearchKey key;
    const SearchedStream* stream;
    EventLog::Segment segment;
};

Result<std::vector<SearchedFile>> files_from(
    const std::vector<SearchedStream>& streams, const SearchKey& window
) {
    std::vector<SearchedFile> files;
    for (const auto& stream : streams) {
        for (const auto& segment : ATLAS_TRY(stream.log->segments())) {
            SearchKey key(segment.first_timestamp, stream.id, segment.first);
            if (key >= window) files.push_back({std::move(key), &stream, segment});
        }
    }
    std::ranges::sort(files, {}, &SearchedFile::key);
    return files;
}

SearchKey key_of(const FoundEvent& found) {
    return {found.event.timestamp, found.stream_id, found.event.number};
}

bool has_nothing(const EventLog::Segment& segment, const Search& search) {
    return segment.read &&
           (segment.last_timestamp < search.start || segment.earliest >= search.end);
}

Result<> look_into(const SearchedFile& file, const Search& search, std::vector<FoundEvent>& found) {
    for (auto& event : ATLAS_TRY(file.stream->log->read_segment(file.segment.first))) {
        bool in_time = event.timestamp >= search.start && event.timestamp < search.end;
        if (in_time && search.matches(event.message))
            found.push_back({file.stream->name, file.stream->id, std::move(event)});
    }
    return {};
}

/// How many of them make a page.
std::size_t page_length(const std::vector<FoundEvent>& found, const ReadLimits& limits) {
    std::size_t bytes = 0;
    std::size_t length = 0;
    for (; length < found.size() && length < limits.events; ++length) {
        bytes += found[length].event.message.size();
        if (length > 0 && bytes > limits.message_bytes) break;
    }
    return length;
}

template <typename Number>
bool take_number(std::string_view& text, Number& number) {
    auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool take_slash(std::string_view& text) {
    if (!text.starts_with('/')) return false;
    text.remove_prefix(1);
    return true;
}

bool take_key(std::string_view& text, SearchKey& key) {
    auto& [timestamp, stream, number] = key;
    if (!take_number(text, timestamp) || !take_slash(text)) return false;
    auto id = text.substr(0, text.find('/'));
    stream = id;
    text.remove_prefix(id.size());
    return take_slash(text) && take_number(text, number);
}

std::string encode_key(const SearchKey& key) {
    const auto& [timestamp, stream, number] = key;
    return fmt::format("{}/{}/{}", timestamp, stream, number);
}

}  // namespace

Result<Found> search(
    const std::vector<SearchedStream>& streams, const Search& search, const SearchToken& from
) {
    auto files = ATLAS_TRY(files_from(streams, from.window));
    std::vector<FoundEvent> found;
    std::size_t scanned = 0;
    auto file = files.begin();
    for (; file != files.end(); ++file) {
        if (has_nothing(file->segment, search)) continue;
        auto bytes = static_cast<std::size_t>(file->segment.bytes);
        if (scanned > 0 && scanned + bytes > search.limits.scanned_bytes) break;
        scanned += bytes;
        ATLAS_TRY(look_into(*file, search, found));
    }
    std::ranges::sort(found, {}, key_of);
    auto begin = std::ranges::upper_bound(found, from.after, {}, key_of);
    found.erase(found.begin(), begin);
    auto length = page_length(found, search.limits);
    Found page;
    if (length < found.size()) {
        page.next = SearchToken{from.window, key_of(found[length - 1])};
        found.resize(length);
    } else if (file != files.end()) {
        page.next = SearchToken{file->key, SearchToken{}.after};
    }
    page.events = std::move(found);
    return page;
}

std::string encode_token(const SearchToken& token) {
    return encode_key(token.window) + "/" + encode_key(token.after);
}

std::optional<SearchToken> parse_token(const std::string& text) {
    SearchToken token;
    std::string_view rest = text;
    if (!take_key(rest, token.window) || !take_slash(rest) || !take_key(rest, token.after))
        return std::nullopt;
    if (!rest.empty()) return std::nullopt;
    return token;
}

}  // namespace atlas::aws::logs
