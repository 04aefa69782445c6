// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/batch.h"

#include <fmt/core.h>

namespace atlas::ingestion {
namespace {

BodyError not_json(const JsonScanner& scanner) {
    return {
        400, "invalid_json", fmt::format("the body is not JSON, near byte {}", scanner.at()), ""
    };
}

BodyError too_many(const Limits& limits) {
    return {
        413,
        "too_many_events",
        fmt::format("the batch has more than {} events", limits.batch_events_max),
        "batch_events_max"
    };
}

std::optional<BodyError> too_large(std::string_view body, const Limits& limits) {
    if (body.size() <= limits.batch_bytes_max) return std::nullopt;
    return BodyError{
        413,
        "batch_too_large",
        fmt::format("the body has {} bytes, at most {}", body.size(), limits.batch_bytes_max),
        "batch_bytes_max"
    };
}

/// Reads the events of a list; the scanner is at its '['.
std::optional<BodyError> read_list(
    JsonScanner& scanner, const Limits& limits, std::vector<Reading>& readings
) {
    scanner.take('[');
    if (scanner.take(']')) return std::nullopt;
    do {
        if (readings.size() == limits.batch_events_max) return too_many(limits);
        scanner.skip_space();
        if (!read_event(scanner, limits, readings.emplace_back())) return not_json(scanner);
    } while (scanner.take(','));
    if (!scanner.take(']')) return not_json(scanner);
    return std::nullopt;
}

/// Reads the member `batch` of an object; the scanner is at its '{'.
std::optional<BodyError> read_wrapped(
    JsonScanner& scanner, const Limits& limits, std::vector<Reading>& readings
) {
    bool found = false;
    scanner.take('{');
    while (!scanner.take('}')) {
        scanner.skip_space();
        std::string_view name;
        if (scanner.peek() != '"' || !scanner.scan_string(name) || !scanner.take(':')) {
            return not_json(scanner);
        }
        scanner.skip_space();
        const bool is_batch = Text{name}.said() == "batch";
        if (is_batch && !found && scanner.peek() == '[') {
            found = true;
            if (auto error = read_list(scanner, limits, readings)) return error;
        } else if (is_batch) {
            return BodyError{422, "not_a_batch", "batch must be one list of events", ""};
        } else if (!scanner.scan_value(1)) {
            return not_json(scanner);
        }
        if (scanner.take(',')) {
            scanner.skip_space();
            if (scanner.peek() != '"') return not_json(scanner);
        } else {
            scanner.skip_space();
            if (scanner.peek() != '}') return not_json(scanner);
        }
    }
    if (found) return std::nullopt;
    return BodyError{422, "not_a_batch", "the object has no list of events named batch", ""};
}

std::optional<BodyError> check_end(JsonScanner& scanner) {
    scanner.skip_space();
    if (!scanner.at_end()) return not_json(scanner);
    return std::nullopt;
}

}  // namespace

Batch read_single(std::string_view body, const Limits& limits) {
    Batch batch;
    JsonScanner scanner(body);
    scanner.skip_space();
    auto& reading = batch.readings.emplace_back();
    if ((batch.error = too_large(body, limits))) return batch;
    if (!read_event(scanner, limits, reading)) {
        batch.error = not_json(scanner);
    } else {
        batch.error = check_end(scanner);
    }
    if (!batch.error && reading.error && reading.error->code == "event_too_large") {
        batch.error = BodyError{413, "event_too_large", reading.error->message, "event_bytes_max"};
    }
    return batch;
}

Batch read_json_batch(std::string_view body, const Limits& limits) {
    Batch batch;
    if ((batch.error = too_large(body, limits))) return batch;
    JsonScanner scanner(body);
    scanner.skip_space();
    if (scanner.peek() == '[') {
        batch.error = read_list(scanner, limits, batch.readings);
    } else if (scanner.peek() == '{') {
        batch.error = read_wrapped(scanner, limits, batch.readings);
    } else if (scanner.scan_value(0)) {
        batch.error = BodyError{422, "not_a_batch", "a batch is a JSON list of events", ""};
    } else {
        batch.error = not_json(scanner);
    }
    if (!batch.error) batch.error = check_end(scanner);
    if (!batch.error && batch.readings.empty()) {
        batch.error = BodyError{400, "empty_batch", "the batch has no events", ""};
    }
    return batch;
}

Batch read_ndjson_batch(std::string_view body, const Limits& limits) {
    Batch batch;
    if ((batch.error = too_large(body, limits))) return batch;
    while (!body.empty()) {
        auto line = body.substr(0, body.find('\n'));
        body.remove_prefix(std::min(line.size() + 1, body.size()));
        JsonScanner scanner(line);
        scanner.skip_space();
        if (scanner.at_end()) continue;
        if (batch.readings.size() == limits.batch_events_max) {
            batch.error = too_many(limits);
            return batch;
        }
        auto& reading = batch.readings.emplace_back();
        bool scanned = read_event(scanner, limits, reading);
        scanner.skip_space();
        if (!scanned || !scanner.at_end()) {
            auto message =
                fmt::format("the line is not one JSON value, near byte {}", scanner.at());
            reading.error = EventError{422, "invalid_json", "", std::move(message)};
        }
    }
    if (batch.readings.empty()) {
        batch.error = BodyError{400, "empty_batch", "the batch has no events", ""};
    }
    return batch;
}

}  // namespace atlas::ingestion
