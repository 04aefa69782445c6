// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <unistd.h>

#include "cli/exit_code.h"
#include "cli/failure.h"
#include "cli/json_member.h"
#include "cli/output.h"
#include "cli/stack_status.h"
#include "cli/verbs.h"
#include "json/fields.h"

namespace atlas::cli {
namespace {

/// "ok  " or "WAIT", in colour if stdout is a terminal.
class Mark {
public:
    explicit Mark(const Surroundings& surroundings)
        : colour_(surroundings.colour && ::isatty(STDOUT_FILENO) == 1) {}
    const char* of(bool well) const {
        if (well) return colour_ ? "\x1b[32mok  \x1b[0m" : "ok  ";
        return colour_ ? "\x1b[33mWAIT\x1b[0m" : "WAIT";
    }

private:
    bool colour_;
};

void print_service(const Mark& mark, const ServiceStatus& service) {
    print_out(
        "{} service   {:<32} {}/{} running, {} pending, rollout {}\n",
        mark.of(service.well),
        service.name,
        service.running,
        service.desired,
        service.pending,
        service.rollout
    );
    for (const auto& task : service.tasks)
        print_out("     task     {}  {:<12} {}\n", task.id, task.last_status, task.address);
    if (service.well) return;
    for (const auto& task : service.ended)
        print_out("     ended    {}  {}\n", task.id, task.stopped_reason);
    for (const auto& event : service.events)
        print_out("     event    {}\n", event);
}

void print_endpoint(const Mark& mark, const EndpointStatus& endpoint) {
    print_out(
        "{} {:<9} {:<32} {:<10}",
        mark.of(endpoint.well),
        endpoint.kind,
        endpoint.name,
        endpoint.state
    );
    if (!endpoint.reason.empty()) print_out(" {}", endpoint.reason);
    print_out("\n");
    // A bootstrap string lists all brokers; one per line is easier to read and copy.
    for (std::string_view rest = endpoint.address; !rest.empty();) {
        auto one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        print_out("     at       {}\n", one);
    }
}

void print_target(const Mark& mark, const TargetStatus& target) {
    print_out(
        "{} target    {:<32} {}:{} {}{}{}\n",
        mark.of(target.state == "healthy"),
        target.name,
        target.address,
        target.port,
        target.state,
        target.reason.empty() ? "" : ": ",
        target.reason
    );
}

void print_status(const Surroundings& surroundings, const StackStatus& status) {
    const auto& region = status.region;
    const Mark mark(surroundings);
    print_out(
        "region {}  account {}  {}  pid {}  since {}\n",
        text_of(region, "Id"),
        text_of(region, "Account"),
        text_of(region, "Endpoint"),
        number_of(region, "Pid"),
        text_of(region, "Since")
    );
    if (auto shortage = text_of(region, "Shortage"); !shortage.empty())
        print_out("{} disk      {}; what would take more is refused\n", mark.of(false), shortage);
    if (auto disks = text_of(region, "TaskDisks"); !disks.empty())
        print_out("task disks: {}\n", disks);
    for (const auto& endpoint : status.endpoints)
        print_endpoint(mark, endpoint);
    for (const auto& service : status.services)
        print_service(mark, service);
    for (const auto& target : status.targets)
        print_target(mark, target);
    for (const auto& conflict : list_of(region, "Conflicts")) {
        print_out(
            "note name {} belongs to region {}\n",
            text_of(conflict, "Name"),
            text_of(conflict, "OwnerRegion")
        );
    }
    for (const auto& finding : list_of(region, "PolicyFindings"))
        print_out("note {}: {}\n", text_of(finding, "Policy"), text_of(finding, "Finding"));
    for (const auto& trouble : list_of(region, "Troubles")) {
        print_out(
            "{} {}: {}\n",
            flag_of(trouble, "Note") ? "note" : mark.of(false),
            text_of(trouble, "Where"),
            text_of(trouble, "What")
        );
    }
    if (status.services.empty())
        print_out("no services yet; bring the stack up with: ./atlas up\n");
}

// The last line: the command that shows more about the first service that is not well.
void advise(const StackStatus& status) {
    for (const auto& service : status.services) {
        if (service.well) continue;
        fmt::print(stderr, "atlas: see its lines with: ./atlas logs {}\n", service.name);
        return;
    }
}

}  // namespace

int print_status(const Surroundings& surroundings) {
    auto status = read_status(RegionClient(surroundings.home));
    if (!status) return report(surroundings, not_answering(surroundings, status.error()));
    if (surroundings.json) {
        print_out("{}\n", json::serialize_pretty(json::to_value(status.value())));
    } else {
        print_status(surroundings, status.value());
    }
    if (!status.value().well) advise(status.value());
    return status.value().well ? ok : unhealthy;
}

}  // namespace atlas::cli
