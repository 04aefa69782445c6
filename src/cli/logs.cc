// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/core.h>

#include "cli/document.h"
#include "cli/failure.h"
#include "cli/log_lines.h"
#include "cli/nearest_name.h"
#include "cli/output.h"
#include "cli/region_client.h"
#include "cli/verbs.h"

namespace atlas::cli {
namespace {

std::string last_part(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// A service's group ends in the service's name, but any part of a group's name matches.
Failure unknown(const std::string& service, const std::vector<std::string>& groups) {
    std::vector<std::string> known;
    std::ranges::transform(groups, std::back_inserter(known), last_part);
    return {
        usage, "no log group's name holds \"" + service + "\"" + suggestion(service, known), ""
    };
}

void print(const Surroundings& surroundings, const LogLine& line) {
    if (!surroundings.json) {
        auto task = last_part(line.stream).substr(0, 8);
        print_out("{} {:<8} {}\n", format_iso8601_ms(line.at), task, line.message);
        return;
    }
    json::Object object;
    object["Time"] = format_iso8601_ms(line.at);
    object["Group"] = line.group;
    object["Stream"] = line.stream;
    object["Message"] = line.message;
    print_line(std::move(object));
}

}  // namespace

int print_logs(const Surroundings& surroundings, const LogsOptions& options) {
    RegionClient region(surroundings.home);
    auto groups = read_log_groups(region);
    if (!groups) return report(surroundings, not_answering(surroundings, groups.error()));
    auto wanted = groups.value();
    std::erase_if(wanted, [&](const std::string& name) { return !name.contains(options.service); });
    if (wanted.empty() && !options.service.empty())
        return report(surroundings, unknown(options.service, groups.value()));
    if (wanted.empty()) fmt::print(stderr, "atlas: there is no log group yet\n");
    std::int64_t count = 0;
    for (const auto& group : wanted) {
        auto lines = read_log_lines(region, group, options.count);
        if (!lines)
            return report(surroundings, {failed, group + ": " + lines.error().message(), ""});
        if (!surroundings.json) print_out("==> {}\n", group);
        for (const auto& line : lines.value())
            print(surroundings, line);
        count += static_cast<std::int64_t>(lines.value().size());
    }
    if (surroundings.json) {
        json::Object end;
        end["Event"] = "end";
        end["Code"] = static_cast<int>(ok);
        end["Lines"] = count;
        print_line(std::move(end));
    }
    return ok;
}

}  // namespace atlas::cli
