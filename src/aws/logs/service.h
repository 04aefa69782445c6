// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/wire/service.h"
#include "linux/file_system.h"

namespace atlas::aws::logs {

/// CloudWatch Logs. Events lie below `logs/` of the region's home, where only workers read and
/// write. `files` outlives it.
std::unique_ptr<Service> make_service(linux::FileSystem& files);

}  // namespace atlas::aws::logs
