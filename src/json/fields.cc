// SPDX-License-Identifier: Apache-2.0
#include "json/fields.h"

#include <cmath>
#include <limits>

namespace atlas::json {
namespace {

constexpr std::string_view separator = ": expected ";

/// The number if it is whole and fits, since JSON does not distinguish 1 from 1.0. A double above
/// 2^53 no longer names one whole number.
std::optional<std::int64_t> whole(const Value& value) {
    if (auto* number = value.as_int()) return *number;
    auto* number = value.as_double();
    if (!number || std::abs(*number) > 0x1p53 || std::trunc(*number) != *number) return {};
    return static_cast<std::int64_t>(*number);
}

std::optional<double> number_of(const Value& value) {
    if (auto* number = value.as_double()) return *number;
    if (auto* number = value.as_int()) return static_cast<double>(*number);
    return {};
}

}  // namespace

Error expected(std::string_view what) {
    return Error(ErrorCode::invalid_argument, std::string(separator.substr(2)) + std::string(what));
}

Error below(Error error, std::string_view where) {
    // "expected a list" becomes "Name: expected a list". A message that has a path already
    // continues it: "Name.Port: …" or "Name[2]: …".
    std::string path(where);
    const auto& message = error.message();
    if (message.starts_with(separator.substr(2))) {
        path += ": ";
    } else if (!message.starts_with('[')) {
        path += '.';
    }
    return Error(error.code(), path + message);
}

Error below(Error error, std::size_t index) {
    return below(std::move(error), "[" + std::to_string(index) + "]");
}

Result<> from_value(const Value& value, bool& out) {
    auto* truth = value.as_bool();
    if (!truth) return expected("true or false");
    out = *truth;
    return {};
}

Result<> from_value(const Value& value, int& out) {
    const auto number = whole(value);
    if (!number || *number < std::numeric_limits<int>::min() ||
        *number > std::numeric_limits<int>::max())
        return expected("a whole number");
    out = static_cast<int>(*number);
    return {};
}

Result<> from_value(const Value& value, std::int64_t& out) {
    const auto number = whole(value);
    if (!number) return expected("a whole number");
    out = *number;
    return {};
}

Result<> from_value(const Value& value, double& out) {
    const auto number = number_of(value);
    if (!number) return expected("a number");
    out = *number;
    return {};
}

Result<> from_value(const Value& value, std::string& out) {
    auto* text = value.as_string();
    if (!text) return expected("a string");
    out = *text;
    return {};
}

Result<> from_value(const Value& value, Value& out) {
    out = value;
    return {};
}

Result<> from_value(const Value& value, Time& out) {
    const auto seconds = number_of(value);
    // A Time overflows at 9.2e9 seconds from 1970, in the years 1677 and 2262.
    if (!seconds || std::abs(*seconds) > 9e9) return expected("a time in epoch seconds");
    out = from_epoch_seconds(*seconds);
    return {};
}

}  // namespace atlas::json
