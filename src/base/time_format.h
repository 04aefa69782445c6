// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace atlas {

/// Wall-clock time in UTC, used everywhere in Atlas. It counts nanoseconds since 1970 in 64 bits.
using Time = std::chrono::system_clock::time_point;

/// `2026-11-22T20:49:43Z`.
std::string format_iso8601(Time time);
/// `2026-11-22T20:49:43.934Z`.
std::string format_iso8601_ms(Time time);
/// `20261122T204943Z`, the form of X-Amz-Date in SigV4.
std::string format_amz_date(Time time);
/// `2026-11-22T20:49:43Z`, optionally with a fraction of one to nine digits, which is rounded to
/// microseconds. nullopt for any other form, any other time zone, and years outside 1678 to 2261.
std::optional<Time> parse_iso8601(std::string_view text);
/// `20261122T204943Z` exactly; nullopt for any other form and years outside 1678 to 2261.
std::optional<Time> parse_amz_date(std::string_view text);
/// "Mon, 30 Nov 2026 22:00:50 GMT" (the IMF-fixdate of RFC 9110); nullopt for any other form. The
/// name of the weekday is not checked.
std::optional<Time> parse_http_date(std::string_view text);
/// Seconds since 1970 with milliseconds as the fraction, as the JSON protocols of AWS carry time.
double to_epoch_seconds(Time time);
/// The inverse, rounded to milliseconds. `seconds` must lie within what a Time holds.
Time from_epoch_seconds(double seconds);

}  // namespace atlas
