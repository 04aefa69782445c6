// SPDX-License-Identifier: Apache-2.0
#include "cli/end_region.h"

#include <fmt/core.h>

#include "cli/region_client.h"
#include "region/home.h"
#include "region/keeper.h"

namespace atlas::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds ask_again{50};
constexpr std::chrono::seconds end_max{60};

}  // namespace

Result<> end_region(const std::string& home) {
    region::end_keeping(home);
    for (auto until = steady_clock::now() + end_max; region::running_pid(home) != 0;) {
        // A region that has just started does not listen yet, and another `down`, which also holds
        // the lock, never does.
        bool asked = RegionClient(home).stop().ok();
        auto patience = asked ? std::chrono::milliseconds(end_max) : ask_again;
        if (region::await_unlocked(home, patience)) break;
        if (steady_clock::now() < until) continue;
        return Error(
            ErrorCode::timed_out,
            fmt::format("the region (pid {}) does not end", region::running_pid(home))
        );
    }
    return {};
}

}  // namespace atlas::cli
