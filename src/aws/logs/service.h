// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/wire/service.h"

namespace atlas::aws::logs {

/// CloudWatch Logs. Events lie below `logs/` of the region's home.
std::unique_ptr<Service> make_service();

}  // namespace atlas::aws::logs
