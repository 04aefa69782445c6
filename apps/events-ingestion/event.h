// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events-ingestion/json_scanner.h"
#include "events-ingestion/limits.h"

namespace atlas::ingestion {

/// A JSON string: the bytes between its quotes, still escaped. Points into the body.
struct Text {
    std::string_view inside;
    bool given() const { return inside.data() != nullptr; }
    /// Appends the unescaped text.
    void append_to(std::string& out) const { append_unescaped(out, inside); }
    std::string said() const {
        std::string text;
        append_to(text);
        return text;
    }
};

/// Why one event was refused: the field and the rule that it breaks.
struct EventError {
    int status = 422;     // HTTP status of this event alone
    std::string code;     // missing_field, wrong_kind, unknown_value, too_long, duplicate_field,
                          // not_an_object, lone_surrogate, invalid_json, event_too_large
    std::string field;    // such as "userId"; empty for the event as a whole
    std::string message;  // for people
};

/// One event as received, and the few members that the service reads. All views point into the
/// body.
struct Event {
    std::string_view raw;  // the whole object, byte for byte
    Text message_id;       // if not given, the service generates one
    Text user_id;
    Text anonymous_id;
    /// The record's key: userId, else anonymousId.
    const Text& key() const { return user_id.given() ? user_id : anonymous_id; }
};

/// An event or its error. With an error, `message_id` is still set if it could be read.
struct Reading {
    Event event;
    std::optional<EventError> error;
};

/// Reads the JSON value at the scanner's position and checks it against the event shape of
/// Segment's public specification:
///
///     type         required: track, identify, page, screen, group, alias
///     event        string; required for track
///     userId, anonymousId   strings; one of them required (alias: userId)
///     groupId      string; required for group       previousId   string; required for alias
///     messageId, name       strings, optional
///     timestamp    RFC 3339 date and time, optional
///     properties, traits, context   objects (or null), optional
///
/// Other members are not checked. A duplicate member of this list is refused, because consumers
/// would disagree about its value. A lone surrogate is refused anywhere, because it has no UTF-8
/// form. Lengths count code points of the unescaped text. False if the text is not JSON; the
/// scanner is then near the error.
bool read_event(JsonScanner& scanner, const Limits& limits, Reading& reading);

}  // namespace atlas::ingestion
