// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <thread>

#include <fmt/core.h>

#include "cli/exit_code.h"
#include "cli/stack_status.h"
#include "cli/verbs.h"

namespace atlas::cli {
namespace {

constexpr std::chrono::milliseconds look_again{250};

bool reached(const ServiceStatus& service, const std::string& state) {
    if (state == "down") return service.running == 0 && service.pending == 0;
    if (state == "up") return service.running >= 1;
    return service.well;
}

void say_why(const ServiceStatus& service) {
    fmt::print(
        stderr,
        "atlas: {}: {}/{} running, rollout {}\n",
        service.name,
        service.running,
        service.desired,
        service.rollout
    );
    for (const auto& task : service.ended)
        fmt::print(stderr, "atlas:   ended {}: {}\n", task.id, task.stopped_reason);
    for (const auto& event : service.events)
        fmt::print(stderr, "atlas:   {}\n", event);
    fmt::print(stderr, "atlas: see more with: ./atlas logs {}\n", service.name);
}

int unknown(const StackStatus& status, const std::string& name) {
    fmt::print(stderr, "atlas: no service is called {}", name);
    for (const auto& service : status.services)
        fmt::print(
            stderr,
            "{}{}",
            &service == &status.services.front() ? "; there is: " : ", ",
            service.name
        );
    fmt::print(stderr, "\n");
    return usage;
}

}  // namespace

int wait_for_service(const Surroundings& surroundings, const WaitOptions& options) {
    RegionClient region(surroundings.home);
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(options.timeout_s);
    for (bool first = true;; first = false) {
        auto status = read_status(region);
        if (!status && first) {
            fmt::print(stderr, "atlas: {}\n", status.error().message());
            return not_running;
        }
        auto* service = status ? find_service(status.value(), options.service) : nullptr;
        if (first && !service) return unknown(status.value(), options.service);
        if (service && reached(*service, options.state)) return ok;
        if (std::chrono::steady_clock::now() > until) {
            if (service) say_why(*service);
            fmt::print(
                stderr,
                "atlas: {} is not {} after {} s\n",
                options.service,
                options.state,
                options.timeout_s
            );
            return timed_out;
        }
        std::this_thread::sleep_for(look_again);
    }
}

}  // namespace atlas::cli
