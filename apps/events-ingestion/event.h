// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events-ingestion/json_scanner.h"
#include "events-ingestion/limits.h"

namespace atlas::ingestion {

/// A string of the body: what stood between its quotes. Points into the body.
struct Text {
    std::string_view inside;
    bool given() const { return inside.data() != nullptr; }
    /// Appends what it says, escapes undone.
    void append_to(std::string& out) const { append_unescaped(out, inside); }
    std::string said() const {
        std::string text;
        append_to(text);
        return text;
    }
};

/// Why one event was refused: which field breaks which rule.
struct EventError {
    int status = 422;     // as an HTTP status of this event alone
    std::string code;     // missing_field, wrong_kind, unknown_value, too_long, duplicate_field,
                          // not_an_object, lone_surrogate, invalid_json, event_too_large
    std::string field;    // "userId"; empty where the event as a whole is meant
    std::string message;  // a sentence for a person
};

/// One event as it came, and the few members that Atlas reads. All views point into the body.
struct Event {
    std::string_view raw;  // the whole object, byte for byte
    Text message_id;       // not given: the service makes one
    Text user_id;
    Text anonymous_id;
    /// What it is keyed by on the topic: the user, or the anonymous visitor.
    const Text& key() const { return user_id.given() ? user_id : anonymous_id; }
};

/// An event, or why it is none. With an error `message_id` is still there where it could be read.
struct Reading {
    Event event;
    std::optional<EventError> error;
};

/// Reads the event that the scanner stands on (any JSON value) and checks it against the shape that
/// Segment's public specification made common:
///
///     type         required: track, identify, page, screen, group, alias
///     event        string; required for track
///     userId, anonymousId   strings; one of them required (alias: userId)
///     groupId      string; required for group       previousId   string; required for alias
///     messageId, name       strings, optional
///     timestamp    RFC 3339 date and time, optional
///     properties, traits, context   objects (or null), optional
///
/// Other members pass. A member of this list that stands twice is refused, since readers would
/// disagree on it; so is half a surrogate pair anywhere, which no reader could say. Lengths count
/// characters of what a string says. False when the text is not JSON: the scanner then stands near
/// the place.
bool read_event(JsonScanner& scanner, const Limits& limits, Reading& reading);

}  // namespace atlas::ingestion
