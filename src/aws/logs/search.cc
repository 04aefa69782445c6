// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/search.h"

#include <algorithm>
#include <map>

namespace atlas::aws::logs {
namespace {

constexpr std::size_t event_overhead = 26;  // bytes, as in PutLogEvents

EventKey key_of(const FoundEvent& found) {
    return {found.event.timestamp, found.stream_id, found.event.number};
}

/// The position just after the event of this key.
EventKey behind(EventKey key) {
    if (key.number < UINT64_MAX) ++key.number;
    return key;
}

/// A file and the range of keys that its events can have.
struct SearchedFile {
    const SearchedStream* stream;
    EventLog::Segment segment;

    EventKey lower() const { return {segment.earliest, stream->id, segment.first}; }
    EventKey upper() const { return {segment.latest, stream->id, UINT64_MAX - 1}; }
};

/// Collects a page: the events nearest to its position, as many as the limits allow. Events at or
/// beyond `bound_` belong to later pages.
class Page {
public:
    explicit Page(const Search& search) : search_(search) {}

    bool is_beyond(const EventKey& key) const {
        if (!bound_) return false;
        return search_.newest_first ? key <= *bound_ : key >= *bound_;
    }
    void add(FoundEvent found) {
        auto key = key_of(found);
        if (is_beyond(key)) return;
        bytes_ += size_of(found);
        kept_.emplace(std::move(key), std::move(found));
        const auto& limits = search_.limits;
        while (kept_.size() > limits.events || (bytes_ > limits.message_bytes && kept_.size() > 1))
            limit(farthest()->first);
    }
    /// Ends the page before this key, in the search's direction.
    void limit(const EventKey& bound) {
        bound_ = bound;
        while (!kept_.empty() && is_beyond(farthest()->first)) {
            bytes_ -= size_of(farthest()->second);
            kept_.erase(farthest());
        }
    }
    Found take(const EventKey& from) {
        Found found;
        found.more = bound_.has_value();
        place(found, from);
        for (auto& [key, event] : kept_)
            found.events.push_back(std::move(event));
        return found;
    }

private:
    using Kept = std::map<EventKey, FoundEvent>;

    static std::size_t size_of(const FoundEvent& found) {
        return found.event.message.size() + event_overhead;
    }
    Kept::iterator farthest() { return search_.newest_first ? kept_.begin() : --kept_.end(); }

    void place(Found& found, const EventKey& from) const {
        const bool newest_first = search_.newest_first;
        std::optional<EventKey> next;
        if (bound_) next = newest_first ? behind(*bound_) : *bound_;
        if (kept_.empty()) {
            // A tail of an empty stream must continue at the beginning: its forward token would
            // otherwise lie behind all events to come.
            const bool is_empty = newest_first && from == after_all();
            found.begin = found.end = next.value_or(is_empty ? before_all() : from);
            return;
        }
        found.begin = kept_.begin()->first;
        found.end = behind(kept_.rbegin()->first);
        if (next) (newest_first ? found.begin : found.end) = *next;
    }

    const Search& search_;
    Kept kept_;
    std::size_t bytes_ = 0;
    std::optional<EventKey> bound_;
};

/// The files that may contain events of the page, in the search's direction.
Result<std::vector<SearchedFile>> files_of(
    const std::vector<SearchedStream>& streams, const Search& search, const EventKey& from
) {
    std::vector<SearchedFile> files;
    for (const auto& stream : streams) {
        for (const auto& segment : ATLAS_TRY(stream.log->segments())) {
            SearchedFile file{&stream, segment};
            if (segment.latest < search.start || segment.earliest >= search.end) continue;
            if (search.newest_first ? file.lower() >= from : file.upper() < from) continue;
            files.push_back(std::move(file));
        }
    }
    if (search.newest_first)
        std::ranges::sort(files, std::ranges::greater{}, &SearchedFile::upper);
    else
        std::ranges::sort(files, {}, &SearchedFile::lower);
    return files;
}

Result<> look_into(
    const SearchedFile& file, const Search& search, const EventKey& from, Page& page
) {
    for (auto& event : ATLAS_TRY(file.stream->log->read_segment(file.segment.first))) {
        if (event.timestamp < search.start || event.timestamp >= search.end) continue;
        if (search.matches && !search.matches(event.message)) continue;
        FoundEvent found{file.stream->name, file.stream->id, std::move(event)};
        auto key = key_of(found);
        if (search.newest_first ? key < from : key >= from) page.add(std::move(found));
    }
    return {};
}

}  // namespace

EventKey before_all() {
    return {INT64_MIN, "", 0};
}

EventKey after_all() {
    return {INT64_MAX, "\x7f", UINT64_MAX};
}

Result<Found> search(
    const std::vector<SearchedStream>& streams, const Search& search, const EventKey& from
) {
    Page page(search);
    std::size_t scanned = 0;
    for (const auto& file : ATLAS_TRY(files_of(streams, search, from))) {
        const auto nearest = search.newest_first ? file.upper() : file.lower();
        if (page.is_beyond(nearest)) break;
        const auto bytes = static_cast<std::size_t>(file.segment.bytes);
        // Any file whose range contains the position may have the next event, so all of these are
        // read whatever their size.
        const bool holds_position = search.newest_first ? behind(nearest) >= from : nearest <= from;
        if (scanned > 0 && scanned + bytes > search.limits.scanned_bytes && !holds_position) {
            page.limit(nearest);
            break;
        }
        scanned += bytes;
        ATLAS_TRY(look_into(file, search, from, page));
    }
    return page.take(from);
}

}  // namespace atlas::aws::logs
