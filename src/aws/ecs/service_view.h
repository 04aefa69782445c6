// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/ecs/state.h"
#include "base/random.h"

namespace atlas::aws::ecs {

/// The service as the API shows it: the row with running and pending counts, in total and for each
/// deployment.
Service view_service(const State& state, const ServiceRow& row, bool with_tags);
/// Adds an event in front of the others. Only the newest hundred are kept, as on AWS.
void add_event(Service& service, const std::string& text, Time now, Random& random);
/// The deployment with status PRIMARY; null for a service that is INACTIVE.
Deployment* primary_of(Service& service);
const Deployment* primary_of(const Service& service);
/// Adds a PRIMARY deployment with the service's current settings; the others become ACTIVE.
void begin_deployment(Service& service, Time now, Random& random);
/// minimumHealthyPercent and maximumPercent; 100 and 200 if not set.
std::pair<int, int> healthy_percents(const Service& service);

}  // namespace atlas::aws::ecs
