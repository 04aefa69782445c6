// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/event.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "events-ingestion/timestamp.h"

namespace atlas::ingestion {
namespace {

enum Field : std::uint8_t {
    type,
    event,
    user_id,
    anonymous_id,
    group_id,
    previous_id,
    message_id,
    name,
    timestamp,
    properties,
    traits,
    context,
    field_count,
};

/// What is checked of a member: its type and, for strings, its length.
struct Rule {
    std::string_view name;
    bool object = false;  // else a string
    std::size_t characters_max = 0;
};

constexpr std::array<Rule, field_count> rules = {{
    {"type", false, 16},
    {"event", false, name_characters_max},
    {"userId", false, id_characters_max},
    {"anonymousId", false, id_characters_max},
    {"groupId", false, id_characters_max},
    {"previousId", false, id_characters_max},
    {"messageId", false, id_characters_max},
    {"name", false, name_characters_max},
    {"timestamp", false, 64},
    {"properties", true},
    {"traits", true},
    {"context", true},
}};

constexpr std::array<std::string_view, 6> types = {
    "track", "identify", "page", "screen", "group", "alias"
};

Field find_field(std::string_view name_of_member) {
    for (std::size_t index = 0; index < field_count; ++index) {
        if (rules[index].name == name_of_member) return static_cast<Field>(index);
    }
    return field_count;
}

/// Reads the members of one event; the first error found is reported.
class Reader {
public:
    Reader(JsonScanner& scanner, Reading& reading)
        : scanner_(scanner), reading_(reading), lone_surrogates_(scanner.lone_surrogates()) {}

    bool read() {
        std::size_t from = scanner_.at();
        bool scanned = scanner_.peek() == '{' ? read_members() : read_other();
        reading_.event.raw = scanner_.since(from);
        return scanned;
    }

    void check() {
        auto& event_read = reading_.event;
        event_read.message_id = texts_[message_id];
        event_read.user_id = texts_[user_id];
        event_read.anonymous_id = texts_[anonymous_id];
        if (reading_.error) return;
        check_type();
        if (!event_read.user_id.given() && !event_read.anonymous_id.given()) {
            refuse("missing_field", "userId", "an event needs userId or anonymousId");
        }
        if (texts_[timestamp].given() && !is_timestamp(texts_[timestamp].said())) {
            refuse(
                "unknown_value",
                "timestamp",
                "timestamp must be RFC 3339 with its offset, as 2026-11-22T20:49:43.934Z"
            );
        }
    }

private:
    bool read_other() {
        if (!scanner_.scan_value(1)) return false;
        refuse("not_an_object", "", "an event is a JSON object");
        return true;
    }

    bool read_members() {
        scanner_.take('{');
        if (scanner_.take('}')) return true;
        do {
            scanner_.skip_space();
            std::string_view member;
            if (scanner_.peek() != '"' || !scanner_.scan_string(member)) return false;
            if (!scanner_.take(':')) return false;
            scanner_.skip_space();
            Field field = field_of(member);
            if (!(field == field_count ? scanner_.scan_value(1) : read_field(field))) return false;
            check_surrogates(field);
        } while (scanner_.take(','));
        return scanner_.take('}');
    }

    // Also for members that are not checked otherwise: the event is forwarded as it is.
    void check_surrogates(Field field) {
        if (scanner_.lone_surrogates() == lone_surrogates_) return;
        lone_surrogates_ = scanner_.lone_surrogates();
        const auto where = field == field_count ? std::string_view() : rules[field].name;
        refuse(
            "lone_surrogate", where, "an escape says half a surrogate pair (\\ud800 to \\udfff)"
        );
    }

    // "\u0074ype" is `type` too, as for every JSON parser that reads the topic.
    static Field field_of(std::string_view member) {
        if (member.find('\\') == std::string_view::npos) return find_field(member);
        std::string unescaped;
        append_unescaped(unescaped, member);
        return find_field(unescaped);
    }

    bool read_field(Field field) {
        const Rule& rule = rules[field];
        if (seen_[field]) {
            refuse("duplicate_field", rule.name, fmt::format("{} stands twice", rule.name));
        }
        seen_[field] = true;
        char kind = scanner_.peek();
        if (!rule.object && kind == '"') return read_text(field);
        if (!scanner_.scan_value(1)) return false;
        if (kind == 'n') return true;  // libraries send null for "not given"
        if (!rule.object || kind != '{') {
            auto wanted = rule.object ? "an object" : "a string";
            refuse("wrong_kind", rule.name, fmt::format("{} must be {}", rule.name, wanted));
        }
        return true;
    }

    bool read_text(Field field) {
        const Rule& rule = rules[field];
        std::string_view inside;
        if (!scanner_.scan_string(inside)) return false;
        if (inside.empty()) {
            refuse("missing_field", rule.name, fmt::format("{} is empty", rule.name));
        } else if (is_longer(inside, rule.characters_max)) {
            refuse(
                "too_long",
                rule.name,
                fmt::format("{} is longer than {} characters", rule.name, rule.characters_max)
            );
        } else {
            texts_[field] = Text{inside};
        }
        return true;
    }

    // A character has at least one byte, so most texts need no counting.
    static bool is_longer(std::string_view inside, std::size_t characters_max) {
        return inside.size() > characters_max && count_characters(inside) > characters_max;
    }

    void check_type() {
        if (!texts_[type].given())
            return refuse("missing_field", "type", "an event needs its type");
        kind_ = texts_[type].said();
        if (std::find(types.begin(), types.end(), kind_) == types.end()) {
            return refuse(
                "unknown_value", "type", "type is track, identify, page, screen, group or alias"
            );
        }
        if (kind_ == "track") need(event);
        if (kind_ == "group") need(group_id);
        if (kind_ == "alias") {
            need(user_id);
            need(previous_id);
        }
    }

    void need(Field field) {
        if (texts_[field].given()) return;
        auto wanted = rules[field].name;
        refuse("missing_field", wanted, fmt::format("an event of type {} needs {}", kind_, wanted));
    }

    void refuse(std::string_view code, std::string_view field, std::string message) {
        if (reading_.error) return;
        reading_.error = EventError{422, std::string(code), std::string(field), std::move(message)};
    }

    JsonScanner& scanner_;
    Reading& reading_;
    std::size_t lone_surrogates_;  // the scanner's count after the last member
    std::string kind_;             // the value of `type`
    std::array<Text, field_count> texts_{};
    std::array<bool, field_count> seen_{};
};

}  // namespace

bool read_event(JsonScanner& scanner, const Limits& limits, Reading& reading) {
    Reader reader(scanner, reading);
    if (!reader.read()) return false;
    reader.check();
    if (reading.event.raw.size() > limits.event_bytes_max) {
        reading.error = EventError{
            413,
            "event_too_large",
            "",
            fmt::format(
                "the event has {} bytes, at most event_bytes_max = {}",
                reading.event.raw.size(),
                limits.event_bytes_max
            )
        };
    }
    return true;
}

}  // namespace atlas::ingestion
