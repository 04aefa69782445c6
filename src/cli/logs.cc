// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "base/time_format.h"
#include "cli/exit_code.h"
#include "cli/json_member.h"
#include "cli/region_client.h"
#include "cli/verbs.h"

namespace atlas::cli {
namespace {

// Groups of CloudWatch Logs whose name holds the service's; all without one.
Result<std::vector<std::string>> find_groups(
    const RegionClient& region, const std::string& service
) {
    std::vector<std::string> names;
    json::Object input;
    for (;;) {
        auto page = ATLAS_TRY(region.run("logs", "DescribeLogGroups", input));
        for (const auto& group : list_of(page, "logGroups")) {
            auto name = text_of(group, "logGroupName");
            if (service.empty() || name.contains(service)) names.push_back(name);
        }
        auto token = text_of(page, "nextToken");
        if (token.empty()) return names;
        input["nextToken"] = token;
    }
}

Result<> print_group(const RegionClient& region, const std::string& group, int count) {
    json::Object input;
    input["logGroupName"] = group;
    input["orderBy"] = "LastEventTime";
    input["descending"] = true;
    input["limit"] = 1;
    auto streams = ATLAS_TRY(region.run("logs", "DescribeLogStreams", input));
    for (const auto& stream : list_of(streams, "logStreams")) {
        auto name = text_of(stream, "logStreamName");
        json::Object asked;
        asked["logGroupName"] = group;
        asked["logStreamName"] = name;
        asked["limit"] = count;
        asked["startFromHead"] = false;
        auto events = ATLAS_TRY(region.run("logs", "GetLogEvents", asked));
        fmt::print("==> {} {}\n", group, name);
        for (const auto& event : list_of(events, "events")) {
            Time at{std::chrono::milliseconds(number_of(event, "timestamp"))};
            fmt::print("{} {}\n", format_iso8601_ms(at), text_of(event, "message"));
        }
    }
    return {};
}

}  // namespace

int print_logs(const Surroundings& surroundings, const LogsOptions& options) {
    RegionClient region(surroundings.home);
    auto groups = find_groups(region, options.service);
    if (!groups) {
        fmt::print(stderr, "atlas: {}\n", groups.error().message());
        return not_running;
    }
    if (groups.value().empty()) {
        fmt::print(stderr, "atlas: no log group's name holds \"{}\"\n", options.service);
        return usage;
    }
    for (const auto& group : groups.value()) {
        auto printed = print_group(region, group, options.count);
        if (!printed) fmt::print(stderr, "atlas: {}: {}\n", group, printed.error().message());
    }
    return ok;
}

}  // namespace atlas::cli
