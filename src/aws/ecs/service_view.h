// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/ecs/state.h"
#include "base/random.h"

namespace atlas::aws::ecs {

/// The service as it is described: with the counts of its tasks, per deployment and in all.
Service view_service(const State& state, const ServiceRow& row, bool with_tags);
/// Puts an event before the others; the hundred newest are kept, as on AWS.
void add_event(Service& service, const std::string& text, Time now, Random& random);
/// The deployment with status PRIMARY, or nullptr.
Deployment* primary_of(Service& service);
const Deployment* primary_of(const Service& service);
/// A new PRIMARY deployment from what the service says now; the former ones become ACTIVE.
void begin_deployment(Service& service, Time now, Random& random);
/// minimum and maximum healthy percent, by their defaults where not set.
std::pair<int, int> healthy_percents(const Service& service);

}  // namespace atlas::aws::ecs
