// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/timestamp.h"

#include <algorithm>
#include <chrono>

namespace atlas::ingestion {
namespace {

bool digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Removes two digits with a value of at most `highest` from the front.
bool take_two(std::string_view& text, int highest) {
    if (text.size() < 2 || !digits(text.substr(0, 2))) return false;
    int value = (text[0] - '0') * 10 + (text[1] - '0');
    text.remove_prefix(2);
    return value <= highest;
}

bool take(std::string_view& text, char either, char other) {
    if (text.empty() || (text[0] != either && text[0] != other)) return false;
    text.remove_prefix(1);
    return true;
}

bool take_date(std::string_view& text) {
    if (text.size() < 10 || !digits(text.substr(0, 4))) return false;
    if (text[4] != '-' || text[7] != '-') return false;
    if (!digits(text.substr(5, 2)) || !digits(text.substr(8, 2))) return false;
    auto two = [](std::string_view pair) {
        return static_cast<unsigned>((pair[0] - '0') * 10 + (pair[1] - '0'));
    };
    int year = static_cast<int>(two(text.substr(0, 2)) * 100 + two(text.substr(2, 2)));
    std::chrono::year_month_day date{
        std::chrono::year(year),
        std::chrono::month(two(text.substr(5, 2))),
        std::chrono::day(two(text.substr(8, 2)))
    };
    text.remove_prefix(10);
    return date.ok();
}

bool take_offset(std::string_view& text) {
    if (take(text, 'Z', 'z')) return true;
    return take(text, '+', '-') && take_two(text, 23) && take(text, ':', ':') && take_two(text, 59);
}

}  // namespace

bool is_timestamp(std::string_view text) {
    if (!take_date(text) || !take(text, 'T', 't') || !take_two(text, 23)) return false;
    if (!take(text, ':', ':') || !take_two(text, 59)) return false;
    if (!take(text, ':', ':') || !take_two(text, 60)) return false;  // 60: a leap second
    if (take(text, '.', '.')) {
        auto length = std::min(text.find_first_not_of("0123456789"), text.size());
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return take_offset(text) && text.empty();
}

}  // namespace atlas::ingestion
