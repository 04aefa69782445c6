// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace atlas {

/// Wall-clock time in UTC, as all of Atlas keeps it.
using Time = std::chrono::system_clock::time_point;

/// `2026-11-22T20:49:43Z`.
std::string format_iso8601(Time time);
/// `2026-11-22T20:49:43.934Z`.
std::string format_iso8601_ms(Time time);
/// `20261122T204943Z`, SigV4's form.
std::string format_amz_date(Time time);
/// Both forms with seconds, a fraction or none, UTC, years 1678 to 2261; nothing for all else.
std::optional<Time> parse_iso8601(std::string_view text);
/// Exactly `yyyymmddThhmmssZ`, of the same years: those that a Time holds.
std::optional<Time> parse_amz_date(std::string_view text);
/// "Mon, 30 Nov 2026 22:00:50 GMT" (RFC 9110's IMF-fixdate), and nothing else.
std::optional<Time> parse_http_date(std::string_view text);
/// Seconds since 1970 with a fraction of milliseconds, as AWS's JSON protocols carry time.
double to_epoch_seconds(Time time);
Time from_epoch_seconds(double seconds);

}  // namespace atlas
