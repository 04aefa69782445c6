// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/decode_scalar.h"

#include <charconv>
#include <cmath>

#include <fmt/core.h>

#include "base/time_format.h"
#include "base/utf8.h"

namespace atlas::aws {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    // from_chars accepts "inf" and "nan", which no API does and JSON rows cannot hold.
    if constexpr (std::is_floating_point_v<Number>) {
        if (!std::isfinite(number)) return std::nullopt;
    }
    return number;
}

std::optional<json::Value> parse_scalar(ShapeKind kind, std::string_view text) {
    switch (kind) {
        case ShapeKind::integer:
            if (auto number = parse_number<std::int64_t>(text)) return json::Value(*number);
            return std::nullopt;
        case ShapeKind::floating:
            if (auto number = parse_number<double>(text)) return json::Value(*number);
            return std::nullopt;
        case ShapeKind::boolean:
            if (text == "true" || text == "True" || text == "1") return json::Value(true);
            if (text == "false" || text == "False" || text == "0") return json::Value(false);
            return std::nullopt;
        case ShapeKind::timestamp:
            if (auto time = parse_iso8601(text)) return json::Value(to_epoch_seconds(*time));
            if (auto seconds = parse_number<double>(text)) return json::Value(*seconds);
            return std::nullopt;
        default:
            // Rows and answers are JSON, which cannot carry bytes that are not UTF-8.
            if (is_utf8(text)) return json::Value(text);
            return std::nullopt;
    }
}

std::string_view name_of(ShapeKind kind) {
    switch (kind) {
        case ShapeKind::integer:
            return "an integer";
        case ShapeKind::floating:
            return "a number";
        case ShapeKind::boolean:
            return "a boolean";
        case ShapeKind::timestamp:
            return "a timestamp";
        default:
            return "text in UTF-8";
    }
}

double number_of(const json::Value& value) {
    if (auto* whole = value.as_int()) return static_cast<double>(*whole);
    auto* number = value.as_double();
    return number ? *number : 0;
}

std::string encode_time(const json::Value& value, Protocol protocol) {
    auto seconds = number_of(value);
    auto time = from_epoch_seconds(seconds);
    bool whole = seconds == static_cast<double>(static_cast<std::int64_t>(seconds));
    return whole && protocol != Protocol::ec2 ? format_iso8601(time) : format_iso8601_ms(time);
}

}  // namespace

Answer<json::Value> decode_scalar(
    const Shape& shape, std::string_view text, std::string_view where
) {
    if (auto value = parse_scalar(shape.kind, text)) return std::move(*value);
    auto message = fmt::format(
        "Value ({}) for parameter {} is invalid. It must be {}.", text, where, name_of(shape.kind)
    );
    return AwsError{"MalformedInput", std::move(message), 400, {}};
}

std::string encode_scalar(const Shape& shape, const json::Value& value, Protocol protocol) {
    if (shape.kind == ShapeKind::timestamp) return encode_time(value, protocol);
    if (auto* text = value.as_string()) return *text;
    if (auto* flag = value.as_bool()) return *flag ? "true" : "false";
    return json::serialize(value);
}

}  // namespace atlas::aws
