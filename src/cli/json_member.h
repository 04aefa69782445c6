// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "json/value.h"

namespace atlas::cli {

/// Lenient access to members of answers: a missing member, or one of another type, is empty, 0,
/// false or an empty list.
inline std::string text_of(const json::Value& value, std::string_view name) {
    auto* member = value.find(name);
    auto* text = member ? member->as_string() : nullptr;
    return text ? *text : "";
}
inline std::int64_t number_of(const json::Value& value, std::string_view name) {
    auto* member = value.find(name);
    auto* number = member ? member->as_int() : nullptr;
    return number ? *number : 0;
}
inline bool flag_of(const json::Value& value, std::string_view name) {
    auto* member = value.find(name);
    auto* flag = member ? member->as_bool() : nullptr;
    return flag && *flag;
}
inline const json::Array& list_of(const json::Value& value, std::string_view name) {
    static const json::Array none;
    auto* member = value.find(name);
    auto* list = member ? member->as_array() : nullptr;
    return list ? *list : none;
}
inline std::string text_of(const json::Value& value) {
    auto* text = value.as_string();
    return text ? *text : "";
}

}  // namespace atlas::cli
