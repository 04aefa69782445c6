// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

/// JSON as plain values, for documents without a struct; json/fields.h is for those with one.
namespace atlas::json {

class Value;
using Array = std::vector<Value>;

/// A JSON object: members with unique names, in the order in which they were added. It is made for
/// the small objects of APIs; a lookup compares names one after another.
class Object {
public:
    using Member = std::pair<std::string, Value>;
    /// The member's value, or nullptr.
    const Value* find(std::string_view name) const;
    Value* find(std::string_view name);
    /// The member's value; an absent member is added as null.
    Value& operator[](std::string_view name);
    /// Whether there was such a member.
    bool erase(std::string_view name);
    /// Adds a member without looking for a duplicate: the caller knows that the name is new. Use it
    /// for large objects, for which `operator[]` takes quadratic time.
    void append(std::string name, Value value);
    // Defined below, where Value is complete, as clang requires.
    bool empty() const;
    std::size_t size() const;
    std::vector<Member>::const_iterator begin() const;
    std::vector<Member>::const_iterator end() const;
    std::vector<Member>::iterator begin();
    std::vector<Member>::iterator end();
    bool operator==(const Object& other) const;

private:
    std::vector<Member> members_;
};

/// One JSON value: null, bool, number, string, array or object. A number is an int64 if it is
/// written without fraction and exponent and fits, else a double. A value type: a copy is deep.
/// Not synchronised; a const Value may be read from any thread.
class Value {
public:
    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool value) : state_(value) {}
    Value(int value) : state_(std::int64_t{value}) {}
    Value(std::int64_t value) : state_(value) {}
    Value(double value) : state_(value) {}
    Value(std::string value) : state_(std::move(value)) {}
    Value(std::string_view value) : state_(std::string(value)) {}
    Value(const char* value) : state_(std::string(value)) {}
    Value(Array value) : state_(std::move(value)) {}
    Value(Object value) : state_(std::move(value)) {}

    bool is_null() const { return std::holds_alternative<std::monostate>(state_); }
    /// Each returns nullptr if the value is of another kind. A number is either an int or a double;
    /// `from_value` (json/fields.h) accepts both.
    const bool* as_bool() const { return std::get_if<bool>(&state_); }
    const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&state_); }
    const double* as_double() const { return std::get_if<double>(&state_); }
    const std::string* as_string() const { return std::get_if<std::string>(&state_); }
    const Array* as_array() const { return std::get_if<Array>(&state_); }
    Array* as_array() { return std::get_if<Array>(&state_); }
    const Object* as_object() const { return std::get_if<Object>(&state_); }
    Object* as_object() { return std::get_if<Object>(&state_); }
    /// The member of an object; nullptr if it is absent or this is not an object.
    const Value* find(std::string_view name) const {
        auto* object = as_object();
        return object ? object->find(name) : nullptr;
    }
    bool operator==(const Value& other) const { return state_ == other.state_; }

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> state_;
};

inline bool Object::empty() const {
    return members_.empty();
}
inline std::size_t Object::size() const {
    return members_.size();
}
inline std::vector<Object::Member>::const_iterator Object::begin() const {
    return members_.begin();
}
inline std::vector<Object::Member>::const_iterator Object::end() const {
    return members_.end();
}
inline std::vector<Object::Member>::iterator Object::begin() {
    return members_.begin();
}
inline std::vector<Object::Member>::iterator Object::end() {
    return members_.end();
}

/// Limits on a text to be parsed, which bound the memory and time that untrusted input can use.
struct Limits {
    std::size_t bytes_max = 8 << 20;
    std::size_t depth_max = 64;
    std::size_t members_max = 200'000;  // of one object
};

/// Parses one JSON document (RFC 8259, UTF-8). invalid_argument, with the byte offset, for a text
/// that is not JSON, has a duplicate name in an object, a number beyond a double's range, or
/// exceeds a limit.
Result<Value> parse(std::string_view text, Limits limits = {});
/// Writes a compact document, without white space and with members in their order. A double is
/// written as the shortest text that reads back equal, without a fraction if it is whole
/// ("1763926800"); one that is not finite becomes null. Bytes that are not UTF-8 become U+FFFD.
std::string serialize(const Value& value);
/// The same with line breaks and two spaces per level, for people and golden files.
std::string serialize_pretty(const Value& value);

}  // namespace atlas::json
