// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/wire/service.h"
#include "linux/file_system.h"

namespace atlas::aws::logs {

/// CloudWatch Logs. Events are in files below `logs/` of the region's home, which only workers read
/// and write. `files` must outlive the service. Region thread only.
std::unique_ptr<Service> make_service(linux::FileSystem& files);

}  // namespace atlas::aws::logs
