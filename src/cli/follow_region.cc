// SPDX-License-Identifier: Apache-2.0
#include "cli/follow_region.h"

#include <poll.h>

#include "cli/interrupts.h"

namespace atlas::cli {
namespace {

constexpr int away_ms = 250;

}  // namespace

void FollowRegion::next() {
    auto version = region_.await_change(known_);
    bool first = known_ == 0;
    known_ = version ? version.value() : -1;
    if (version || first) return;
    pollfd interrupt{interrupt_descriptor(), POLLIN, 0};
    ::poll(&interrupt, 1, away_ms);
}

}  // namespace atlas::cli
