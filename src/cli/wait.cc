// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include <fmt/core.h>

#include "cli/document.h"
#include "cli/failure.h"
#include "cli/follow_region.h"
#include "cli/nearest_name.h"
#include "cli/stack_status.h"
#include "cli/verbs.h"

namespace atlas::cli {
namespace {

using std::chrono::steady_clock;

bool reached(const ServiceStatus& service, const std::string& state) {
    if (state == "down") return service.running == 0 && service.pending == 0;
    if (state == "up") return service.running >= 1;
    return service.well;
}

Failure unknown(const StackStatus& status, const std::string& name) {
    auto known = service_names(status);
    auto text = "no service is called " + name + suggestion(name, known);
    return {usage, text, known.empty() ? "bring the stack up with: ./atlas up" : ""};
}

Failure too_late(const WaitOptions& options, const Result<StackStatus>& status) {
    std::string text =
        fmt::format("{} is not {} after {} s", options.service, options.state, options.timeout_s);
    if (status) {
        for (const auto& line : reasons(status.value()))
            text += "\n  " + line;
    }
    return {timed_out, text, "see its lines with: ./atlas logs " + options.service};
}

int reach(const Surroundings& surroundings, const WaitOptions& options, double seconds) {
    if (!surroundings.json) return ok;
    json::Object object;
    object["Service"] = options.service;
    object["State"] = options.state;
    object["Seconds"] = seconds;
    print_document(std::move(object));
    return ok;
}

}  // namespace

int wait_for_service(const Surroundings& surroundings, const WaitOptions& options) {
    RegionClient region(surroundings.home);
    auto since = steady_clock::now();
    auto until = since + std::chrono::seconds(options.timeout_s);
    FollowRegion follow(region);
    for (bool first = true;; first = false) {
        follow.next();
        auto status = read_status(region);
        if (!status && first)
            return report(surroundings, not_answering(surroundings, status.error()));
        auto* service = status ? find_service(status.value(), options.service) : nullptr;
        if (first && !service)
            return report(surroundings, unknown(status.value(), options.service));
        std::chrono::duration<double> waited = steady_clock::now() - since;
        if (service && reached(*service, options.state))
            return reach(surroundings, options, waited.count());
        if (steady_clock::now() > until) return report(surroundings, too_late(options, status));
        if (first && !surroundings.quiet)
            fmt::print(stderr, "waiting until {} is {}\n", service->name, options.state);
    }
}

}  // namespace atlas::cli
