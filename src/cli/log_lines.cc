// SPDX-License-Identifier: Apache-2.0
#include "cli/log_lines.h"

#include <algorithm>

#include "cli/json_member.h"

namespace atlas::cli {
namespace {

constexpr int streams_max = 10;

Result<> add_stream(
    const RegionClient& region,
    const std::string& group,
    const std::string& stream,
    int count,
    std::vector<LogLine>& lines
) {
    json::Object asked;
    asked["logGroupName"] = group;
    asked["logStreamName"] = stream;
    asked["limit"] = count;
    asked["startFromHead"] = false;
    auto events = ATLAS_TRY(region.run("logs", "GetLogEvents", asked));
    for (const auto& event : list_of(events, "events")) {
        Time at{std::chrono::milliseconds(number_of(event, "timestamp"))};
        lines.push_back({at, group, stream, text_of(event, "message")});
    }
    return {};
}

}  // namespace

Result<std::vector<std::string>> read_log_groups(const RegionClient& region) {
    std::vector<std::string> names;
    auto groups = ATLAS_TRY(region.list("logs", "DescribeLogGroups", {}, "logGroups"));
    for (const auto& group : groups)
        names.push_back(text_of(group, "logGroupName"));
    return names;
}

Result<std::vector<LogLine>> read_log_lines(
    const RegionClient& region, const std::string& group, int count
) {
    json::Object input;
    input["logGroupName"] = group;
    input["orderBy"] = "LastEventTime";
    input["descending"] = true;
    input["limit"] = streams_max;
    auto streams = ATLAS_TRY(region.run("logs", "DescribeLogStreams", input));
    std::vector<LogLine> lines;
    for (const auto& stream : list_of(streams, "logStreams"))
        ATLAS_TRY(add_stream(region, group, text_of(stream, "logStreamName"), count, lines));
    std::ranges::stable_sort(lines, {}, &LogLine::at);
    auto wanted = static_cast<std::size_t>(count);
    if (lines.size() > wanted)
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(wanted));
    return lines;
}

}  // namespace atlas::cli
