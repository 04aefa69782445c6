// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "cli/exit_code.h"
#include "cli/json_member.h"
#include "cli/stack_status.h"
#include "cli/verbs.h"
#include "json/fields.h"

namespace atlas::cli {
namespace {

const char* mark(bool well) {
    return well ? "ok  " : "WAIT";
}

void print_service(const ServiceStatus& service) {
    fmt::print(
        "{} service   {:<28} {}/{} running, {} pending, rollout {}\n",
        mark(service.well),
        service.name,
        service.running,
        service.desired,
        service.pending,
        service.rollout
    );
    for (const auto& task : service.tasks) {
        fmt::print("       task   {}  {:<12} {}\n", task.id, task.last_status, task.address);
    }
    if (service.well) return;
    for (const auto& task : service.ended)
        fmt::print("       ended  {}  {}\n", task.id, task.stopped_reason);
    for (const auto& event : service.events)
        fmt::print("       event  {}\n", event);
}

void print_status(const StackStatus& status) {
    const auto& region = status.region;
    fmt::print(
        "region {}  account {}  {}  pid {}  since {}\n",
        text_of(region, "Id"),
        text_of(region, "Account"),
        text_of(region, "Endpoint"),
        number_of(region, "Pid"),
        text_of(region, "Since")
    );
    for (const auto& endpoint : status.endpoints) {
        fmt::print(
            "{} {:<9} {:<28} {:<10} {}\n",
            mark(endpoint.well),
            endpoint.kind,
            endpoint.name,
            endpoint.state,
            endpoint.address
        );
    }
    for (const auto& service : status.services)
        print_service(service);
    for (const auto& target : status.targets) {
        bool well = target.state == "healthy";
        fmt::print(
            "{} target    {}:{} {} {}\n",
            mark(well),
            target.address,
            target.port,
            target.state,
            target.reason
        );
    }
    for (const auto& conflict : list_of(region, "Conflicts")) {
        fmt::print(
            "note name {} belongs to region {}\n",
            text_of(conflict, "Name"),
            text_of(conflict, "OwnerRegion")
        );
    }
    if (status.services.empty())
        fmt::print("no services yet; bring the stack up with: ./atlas up\n");
}

}  // namespace

int print_status(const Surroundings& surroundings) {
    auto status = read_status(RegionClient(surroundings.home));
    if (!status) {
        if (surroundings.json) fmt::print("{{\"Schema\":1,\"Well\":false,\"Running\":false}}\n");
        fmt::print(
            stderr,
            "atlas: {}\natlas: no region answers in {}; start it with: ./atlas up\n",
            status.error().message(),
            surroundings.home
        );
        return not_running;
    }
    if (surroundings.json) {
        fmt::print("{}\n", json::serialize_pretty(json::to_value(status.value())));
    } else {
        print_status(status.value());
    }
    return status.value().well ? ok : unhealthy;
}

}  // namespace atlas::cli
