// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time_format.h"
#include "json/value.h"

/// Conversion between structs and JSON. A struct lists its fields once:
///
///     struct Subnet {
///         std::string id;
///         std::optional<int> port;
///         static void fields(auto& self, auto&& field) {
///             field("Id", self.id);
///             field("Port", self.port);
///         }
///     };
///
/// and `to_value` and `from_value` work for it. When writing, an optional without a value is
/// omitted. When reading, an absent member leaves the field at the struct's default and null counts
/// as absent (a json::Value field alone keeps the null). Unknown members are ignored, so that an
/// older program can read a newer row.
///
/// A field is a bool, int, int64, double, string, Time (epoch seconds), json::Value, Blob
/// (json/blob.h), an optional, vector or map<string, T> of these, a List or Map (json/list.h), or a
/// struct of these. There are no enums; store their names as strings.
namespace atlas::json {

/// A type with the static function `fields`.
template <typename T>
concept Struct = requires(T value) { T::fields(value, [](std::string_view, auto&) {}); };

// None of these fails. A Time becomes epoch seconds with milliseconds.
inline Value to_value(bool value) {
    return value;
}
inline Value to_value(int value) {
    return value;
}
inline Value to_value(std::int64_t value) {
    return value;
}
inline Value to_value(double value) {
    return value;
}
inline Value to_value(const std::string& value) {
    return value;
}
inline Value to_value(const Value& value) {
    return value;
}
inline Value to_value(Time value) {
    return to_epoch_seconds(value);
}
template <typename T>
Value to_value(const std::vector<T>& list);
template <typename T>
Value to_value(const std::map<std::string, T>& map);
template <Struct T>
Value to_value(const T& value);

/// Each fills `out`, or returns invalid_argument with the path of the offending value and what was
/// expected there: "Subnets[2].Port: expected a whole number". After an error `out` may be partly
/// filled. A whole number may be written with a fraction of zero (3.0), as JSON does not
/// distinguish the two; a Time must lie within what a Time holds.
Result<> from_value(const Value& value, bool& out);
Result<> from_value(const Value& value, int& out);
Result<> from_value(const Value& value, std::int64_t& out);
Result<> from_value(const Value& value, double& out);
Result<> from_value(const Value& value, std::string& out);
Result<> from_value(const Value& value, Value& out);
Result<> from_value(const Value& value, Time& out);
/// The error for a value of the wrong kind: "expected " and `what`.
Error expected(std::string_view what);
/// Prefixes the path of an error made by `expected` with the member `where` or the index, while the
/// error travels from the inner value to the outer one.
Error below(Error error, std::string_view where);
Error below(Error error, std::size_t index);
template <typename T>
Result<> from_value(const Value& value, std::optional<T>& out);
template <typename T>
Result<> from_value(const Value& value, std::vector<T>& out);
template <typename T>
Result<> from_value(const Value& value, std::map<std::string, T>& out);
/// Changes only the fields whose members are present, so `out` may hold values already; a List or
/// Map whose member is absent is cleared.
template <Struct T>
Result<> from_value(const Value& value, T& out);

template <typename T>
Value to_value(const std::vector<T>& list) {
    Array array;
    array.reserve(list.size());
    for (const auto& item : list)
        array.push_back(to_value(item));
    return array;
}

template <typename T>
Value to_value(const std::map<std::string, T>& map) {
    Object object;
    for (const auto& [name, item] : map)
        object.append(name, to_value(item));
    return object;
}

/// The visitor of `to_value`: adds each field to an object. A List or Map that is absent is omitted
/// like an empty optional.
struct FieldWriter {
    Object object;
    template <typename T>
    void operator()(std::string_view name, const T& value) {
        if constexpr (requires { value.absent(); }) {
            if (value.absent()) return;
        }
        object[name] = to_value(value);
    }
    template <typename T>
    void operator()(std::string_view name, const std::optional<T>& value) {
        if (value) object[name] = to_value(*value);
    }
};

template <Struct T>
Value to_value(const T& value) {
    FieldWriter writer;
    T::fields(value, writer);
    return std::move(writer.object);
}

template <typename T>
Result<> from_value(const Value& value, std::optional<T>& out) {
    if (value.is_null()) {
        out.reset();
        return {};
    }
    return from_value(value, out.emplace());
}

template <typename T>
Result<> from_value(const Value& value, std::vector<T>& out) {
    auto* array = value.as_array();
    if (!array) return expected("a list");
    out.clear();
    out.reserve(array->size());
    for (std::size_t index = 0; index < array->size(); ++index) {
        T item{};
        if (auto read = from_value((*array)[index], item); !read) {
            return below(std::move(read).error(), index);
        }
        out.push_back(std::move(item));
    }
    return {};
}

template <typename T>
Result<> from_value(const Value& value, std::map<std::string, T>& out) {
    auto* object = value.as_object();
    if (!object) return expected("an object");
    out.clear();
    for (const auto& [name, member] : *object) {
        if (auto read = from_value(member, out[name]); !read) {
            return below(std::move(read).error(), name);
        }
    }
    return {};
}

/// The visitor of `from_value`: reads each field from an object. After the first error, which it
/// keeps, it reads nothing more.
struct FieldReader {
    const Object& object;
    std::optional<Error> error;
    template <typename T>
    void operator()(std::string_view name, T& out) {
        const Value* member = error ? nullptr : object.find(name);
        if constexpr (!std::is_same_v<T, Value>) {
            if (member && member->is_null()) member = nullptr;
        }
        if constexpr (requires { out.leave_out(); }) {
            if (!error && !member) out.leave_out();
        }
        if (!member) return;
        if constexpr (requires { out.mark_present(); }) out.mark_present();
        if (auto read = from_value(*member, out); !read) {
            error = below(std::move(read).error(), name);
        }
    }
};

template <Struct T>
Result<> from_value(const Value& value, T& out) {
    auto* object = value.as_object();
    if (!object) return expected("an object");
    FieldReader reader{*object, std::nullopt};
    T::fields(out, reader);
    if (reader.error) return std::move(*reader.error);
    return {};
}

}  // namespace atlas::json
