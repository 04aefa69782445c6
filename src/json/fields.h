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

/// Structs as JSON. A struct says its fields once:
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
/// and both directions follow. Absent optionals are left out; an absent field keeps the struct's
/// default; null counts as absent; members that the struct does not know are passed over, so that
/// an older reader reads a newer row. Field kinds: bool, int, int64, double, string, Time (epoch
/// seconds), json::Value, enum-free; optional, vector, map<string, T>, List and Map (json/list.h),
/// Blob (json/blob.h) and structs of these.
namespace atlas::json {

template <typename T>
concept Struct = requires(T value) { T::fields(value, [](std::string_view, auto&) {}); };

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

/// Each fills `out` or says what was expected, where: "Subnets[2].Port: expected a whole number".
Result<> from_value(const Value& value, bool& out);
Result<> from_value(const Value& value, int& out);
Result<> from_value(const Value& value, std::int64_t& out);
Result<> from_value(const Value& value, double& out);
Result<> from_value(const Value& value, std::string& out);
Result<> from_value(const Value& value, Value& out);
Result<> from_value(const Value& value, Time& out);
/// The error of a value of the wrong kind.
Error expected(std::string_view what);
/// Puts `where` before the path that an error's message begins with.
Error below(Error error, std::string_view where);
Error below(Error error, std::size_t index);
template <typename T>
Result<> from_value(const Value& value, std::optional<T>& out);
template <typename T>
Result<> from_value(const Value& value, std::vector<T>& out);
template <typename T>
Result<> from_value(const Value& value, std::map<std::string, T>& out);
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

/// Adds fields to an object; the visitor behind to_value.
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

/// Takes fields out of an object, keeping the first error; the visitor behind from_value.
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
