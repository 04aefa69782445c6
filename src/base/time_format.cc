// SPDX-License-Identifier: Apache-2.0
#include "base/time_format.h"

#include <cmath>

#include <fmt/core.h>

namespace atlas {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::sys_days;

// The whole years that 64 bits of nanoseconds before and after 1970 cover.
constexpr int year_min = 1678;
constexpr int year_max = 2261;

struct Fields {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<milliseconds> clock;
};

Fields split(Time time) {
    // floor, not a cast: before 1970 a cast would round up to the next day.
    auto day = std::chrono::floor<std::chrono::days>(time);
    return {
        std::chrono::year_month_day(day),
        std::chrono::hh_mm_ss<milliseconds>(duration_cast<milliseconds>(time - day))
    };
}

std::string format(
    Time time, fmt::format_string<int, unsigned, unsigned, int64_t, int64_t, int64_t> form
) {
    auto fields = split(time);
    return fmt::format(
        form,
        static_cast<int>(fields.date.year()),
        static_cast<unsigned>(fields.date.month()),
        static_cast<unsigned>(fields.date.day()),
        static_cast<int64_t>(fields.clock.hours().count()),
        static_cast<int64_t>(fields.clock.minutes().count()),
        static_cast<int64_t>(fields.clock.seconds().count())
    );
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t index = at; index < at + count; ++index) {
        if (text[index] < '0' || text[index] > '9') return std::nullopt;
        value = value * 10 + (text[index] - '0');
    }
    return value;
}

std::optional<Time> assemble(
    std::optional<int> year,
    std::optional<int> month,
    std::optional<int> day,
    std::optional<int> hour,
    std::optional<int> minute,
    std::optional<int> second
) {
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    std::chrono::year_month_day date(
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))
    );
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    if (*year < year_min || *year > year_max) return std::nullopt;
    return sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

}  // namespace

std::string format_iso8601(Time time) {
    return format(time, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z");
}

std::string format_iso8601_ms(Time time) {
    auto text = format_iso8601(time);
    text.pop_back();
    return fmt::format("{}.{:03}Z", text, split(time).clock.subseconds().count());
}

std::string format_amz_date(Time time) {
    return format(time, "{:04}{:02}{:02}T{:02}{:02}{:02}Z");
}

std::optional<Time> parse_iso8601(std::string_view text) {
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text.back() != 'Z') {
        return std::nullopt;
    }
    auto whole = assemble(
        digits(text, 0, 4),
        digits(text, 5, 2),
        digits(text, 8, 2),
        digits(text, 11, 2),
        digits(text, 14, 2),
        digits(text, 17, 2)
    );
    if (!whole || text.size() == 20) return whole;
    auto fraction = text.substr(20, text.size() - 21);
    if (text[19] != '.' || fraction.empty() || fraction.size() > 9) return std::nullopt;
    auto value = digits(fraction, 0, fraction.size());
    if (!value) return std::nullopt;
    auto seconds = *value / std::pow(10.0, static_cast<double>(fraction.size()));
    return *whole +
           std::chrono::round<std::chrono::microseconds>(std::chrono::duration<double>(seconds));
}

std::optional<Time> parse_amz_date(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    return assemble(
        digits(text, 0, 4),
        digits(text, 4, 2),
        digits(text, 6, 2),
        digits(text, 9, 2),
        digits(text, 11, 2),
        digits(text, 13, 2)
    );
}

std::optional<Time> parse_http_date(std::string_view text) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT"))
        return std::nullopt;
    if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':')
        return std::nullopt;
    auto month = months.find(text.substr(8, 3));
    // A match at another position spans two names, such as "ovD".
    if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
    return assemble(
        digits(text, 12, 4),
        static_cast<int>(month / 3 + 1),
        digits(text, 5, 2),
        digits(text, 17, 2),
        digits(text, 20, 2),
        digits(text, 23, 2)
    );
}

double to_epoch_seconds(Time time) {
    return static_cast<double>(duration_cast<milliseconds>(time.time_since_epoch()).count()) / 1000;
}

Time from_epoch_seconds(double seconds) {
    return Time(std::chrono::round<milliseconds>(std::chrono::duration<double>(seconds)));
}

}  // namespace atlas
