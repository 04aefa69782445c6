// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/wire/service.h"
#include "engines/msk/engine.h"

namespace atlas::aws::kafka {

/// Amazon Managed Streaming for Apache Kafka. The `engine` runs the brokers and outlives the
/// service. Region thread only.
std::unique_ptr<Service> make_service(engines::msk::Engine& engine);

}  // namespace atlas::aws::kafka
