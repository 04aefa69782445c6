// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace atlas::json {

class Value;
using Array = std::vector<Value>;

/// Members in the order they were added; names are unique. Made for the small objects of APIs:
/// lookup walks the members.
class Object {
public:
    using Member = std::pair<std::string, Value>;
    /// The member's value, or nullptr.
    const Value* find(std::string_view name) const;
    Value* find(std::string_view name);
    /// The member's value, added as null where it is absent.
    Value& operator[](std::string_view name);
    bool erase(std::string_view name);
    /// Adds a member whose name is known to be new.
    void append(std::string name, Value value);
    // Defined below, where Value is complete: clang insists.
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

/// One JSON value. Whole numbers that fit keep their 64 bits. Copying copies everything below it.
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
    /// Each answers nullptr where the value is of another kind.
    const bool* as_bool() const { return std::get_if<bool>(&state_); }
    const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&state_); }
    const double* as_double() const { return std::get_if<double>(&state_); }
    const std::string* as_string() const { return std::get_if<std::string>(&state_); }
    const Array* as_array() const { return std::get_if<Array>(&state_); }
    Array* as_array() { return std::get_if<Array>(&state_); }
    const Object* as_object() const { return std::get_if<Object>(&state_); }
    Object* as_object() { return std::get_if<Object>(&state_); }
    /// The member of an object, or nullptr (also where this is no object).
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

/// What a text may be at most; a stranger's text is parsed within these.
struct Limits {
    std::size_t bytes_max = 8 << 20;
    std::size_t depth_max = 64;
    std::size_t members_max = 200'000;  // of one object
};

/// invalid_argument with the offset for what is not JSON (RFC 8259, UTF-8) or breaks a limit; a
/// name that stands twice in an object is refused.
Result<Value> parse(std::string_view text, Limits limits = {});
/// Compact, no white space; members in their order. A double is the shortest text that reads back
/// equal, a whole one without fraction ("1763926800"); one that is not finite becomes null.
std::string serialize(const Value& value);
/// Two spaces a level, for people and golden files.
std::string serialize_pretty(const Value& value);

}  // namespace atlas::json
