// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/decode_json.h"

#include <fmt/core.h>

#include "aws/wire/decode_scalar.h"
#include "base/encoding.h"
#include "base/time_format.h"

namespace atlas::aws {
namespace {

AwsError malformed(std::string message) {
    return {"MalformedInput", std::move(message), 400, {}};
}

std::string_view name_of(const json::Value& value) {
    if (value.as_string()) return "STRING_VALUE";
    if (value.as_bool()) return value == json::Value(true) ? "TRUE_VALUE" : "FALSE_VALUE";
    if (value.as_array()) return "START_ARRAY";
    if (value.as_object()) return "START_OBJECT";
    return value.is_null() ? "NULL_VALUE" : "NUMBER_VALUE";
}

std::string_view name_of(ShapeKind kind) {
    switch (kind) {
        case ShapeKind::structure:
            return "a structure";
        case ShapeKind::list:
            return "a list";
        case ShapeKind::map:
            return "a map";
        case ShapeKind::integer:
            return "an integer";
        case ShapeKind::floating:
            return "a number";
        case ShapeKind::boolean:
            return "a boolean";
        case ShapeKind::timestamp:
            return "a timestamp";
        case ShapeKind::blob:
            return "base64 bytes";
        case ShapeKind::string:
        case ShapeKind::document:
            break;
    }
    return "a string";
}

AwsError unexpected(const Shape& shape, const json::Value& value, const std::string& path) {
    return malformed(fmt::format(
        "{} at '{}' can not be converted to {}", name_of(value), path, name_of(shape.kind)
    ));
}

Answer<json::Value> decode(const Shape& shape, const json::Value& value, const std::string& path);

Answer<json::Value> decode_structure(
    const Shape& shape, const json::Object& object, const std::string& path
) {
    json::Object decoded;
    for (const auto& member : shape.members) {
        if (member.location != Location::body) continue;
        auto* value = object.find(member.wire_name);
        if (!value || value->is_null()) continue;
        auto below = path.empty() ? std::string(member.wire_name)
                                  : fmt::format("{}.{}", path, member.wire_name);
        auto made = decode(*member.shape, *value, below);
        if (!made) return made;
        decoded[member.name] = std::move(made).value();
    }
    return json::Value(std::move(decoded));
}

Answer<json::Value> decode_list(
    const Shape& shape, const json::Array& array, const std::string& path
) {
    json::Array decoded;
    decoded.reserve(array.size());
    for (std::size_t index = 0; index < array.size(); ++index) {
        if (array[index].is_null()) continue;
        auto made = decode(*shape.item, array[index], fmt::format("{}.{}", path, index + 1));
        if (!made) return made;
        decoded.push_back(std::move(made).value());
    }
    return json::Value(std::move(decoded));
}

Answer<json::Value> decode_map(
    const Shape& shape, const json::Object& object, const std::string& path
) {
    json::Object decoded;
    for (const auto& [name, value] : object) {
        if (value.is_null()) continue;
        auto made = decode(*shape.item, value, fmt::format("{}.{}", path, name));
        if (!made) return made;
        // `append` does not look for a duplicate name, which would make a large map quadratic. The
        // parser has refused duplicates already.
        decoded.append(name, std::move(made).value());
    }
    return json::Value(std::move(decoded));
}

std::optional<json::Value> decode_time(const json::Value& value) {
    if (value.as_double() || value.as_int()) return value;
    auto* text = value.as_string();
    auto time = text ? parse_iso8601(*text) : std::nullopt;
    if (!time) return std::nullopt;
    return json::Value(to_epoch_seconds(*time));
}

/// Accepts 3.0 for 3. Up to 2^53 (about 9.0e15) a double holds every whole number exactly; beyond,
/// the number sent is not known any more.
std::optional<json::Value> decode_integer(const json::Value& value) {
    if (value.as_int()) return value;
    auto* number = value.as_double();
    if (!number || *number < -9.0e15 || *number > 9.0e15) return std::nullopt;
    auto whole = static_cast<std::int64_t>(*number);
    if (static_cast<double>(whole) != *number) return std::nullopt;
    return json::Value(whole);
}

bool fits(ShapeKind kind, const json::Value& value) {
    switch (kind) {
        case ShapeKind::floating:
            return value.as_double() || value.as_int();
        case ShapeKind::boolean:
            return value.as_bool();
        case ShapeKind::blob:
            return value.as_string() && decode_base64(*value.as_string());
        case ShapeKind::document:
            return true;
        default:
            return value.as_string();
    }
}

Answer<json::Value> decode(const Shape& shape, const json::Value& value, const std::string& path) {
    if (shape.kind == ShapeKind::structure && value.as_object())
        return decode_structure(shape, *value.as_object(), path);
    if (shape.kind == ShapeKind::list && value.as_array())
        return decode_list(shape, *value.as_array(), path);
    if (shape.kind == ShapeKind::map && value.as_object())
        return decode_map(shape, *value.as_object(), path);
    std::optional<json::Value> made;
    if (shape.kind == ShapeKind::timestamp) {
        made = decode_time(value);
    } else if (shape.kind == ShapeKind::integer) {
        made = decode_integer(value);
    } else if (shape.kind > ShapeKind::map && fits(shape.kind, value)) {
        made = value;
    }
    if (!made) return unexpected(shape, value, path);
    return std::move(*made);
}

/// The decoded values of one name in a query string; a list member repeats its name.
Answer<std::vector<std::string>> query_values(std::string_view query, std::string_view name) {
    std::vector<std::string> values;
    while (!query.empty()) {
        auto end = query.find('&');
        auto pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        auto equals = pair.find('=');
        auto key = decode_percent(pair.substr(0, equals), true);
        auto value = decode_percent(
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true
        );
        if (!key || !value) return malformed("The query string has a broken percent escape.");
        if (*key == name) values.push_back(std::move(*value));
    }
    return values;
}

/// A member that is not in the body; null if the request does not have it.
Answer<json::Value> decode_outside(
    const Member& member, const net::Request& request, const Labels& labels
) {
    if (member.location == Location::uri) {
        for (const auto& [name, value] : labels) {
            if (name != member.wire_name) continue;
            auto text = decode_percent(value);
            if (!text) return malformed("The path has a broken percent escape.");
            return decode_scalar(*member.shape, *text, member.wire_name);
        }
        return json::Value();
    }
    if (member.location == Location::header) {
        auto* value = request.headers.find(member.wire_name);
        if (!value) return json::Value();
        return decode_scalar(*member.shape, *value, member.wire_name);
    }
    if (member.location != Location::query_string) return json::Value();
    auto values = query_values(request.query(), member.wire_name);
    if (!values) return std::move(values).error();
    if (values.value().empty()) return json::Value();
    if (member.shape->kind != ShapeKind::list)
        return decode_scalar(*member.shape, values.value().front(), member.wire_name);
    json::Array array;
    for (const auto& text : values.value()) {
        auto item = decode_scalar(*member.shape->item, text, member.wire_name);
        if (!item) return item;
        array.push_back(std::move(item).value());
    }
    return json::Value(std::move(array));
}

/// A REST client sends no body for an input without body members; that reads as an empty object.
Answer<json::Value> parse_body(std::string_view body) {
    if (body.empty()) return json::Value(json::Object{});
    auto parsed = json::parse(body);
    if (!parsed) return malformed("The request body is no JSON: " + parsed.error().message());
    return std::move(parsed).value();
}

}  // namespace

Answer<json::Value> decode_json(const Shape* input, std::string_view body) {
    if (!input) return json::Value(json::Object{});
    auto parsed = parse_body(body);
    if (!parsed) return parsed;
    return decode(*input, parsed.value(), "");
}

Answer<json::Value> decode_rest_json(
    const Shape* input, const net::Request& request, const Labels& labels
) {
    if (!input) return json::Value(json::Object{});
    const Member* payload = nullptr;
    json::Object outside;
    bool body_members = false;
    for (const auto& member : input->members) {
        if (member.payload) payload = &member;
        if (member.location == Location::body) {
            body_members = true;
            continue;
        }
        auto value = decode_outside(member, request, labels);
        if (!value) return value;
        if (!value.value().is_null()) outside[member.name] = std::move(value).value();
    }
    if (!body_members) return json::Value(std::move(outside));
    if (payload && payload->shape->kind == ShapeKind::blob) {
        outside[payload->name] = encode_base64(request.body);
        return json::Value(std::move(outside));
    }
    auto parsed = parse_body(request.body);
    if (!parsed) return parsed;
    auto decoded = decode(payload ? *payload->shape : *input, parsed.value(), "");
    if (!decoded) return decoded;
    if (payload) {
        outside[payload->name] = std::move(decoded).value();
        return json::Value(std::move(outside));
    }
    for (auto& [name, value] : *decoded.value().as_object())
        outside[name] = std::move(value);
    return json::Value(std::move(outside));
}

}  // namespace atlas::aws
