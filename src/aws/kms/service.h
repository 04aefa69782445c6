// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "aws/wire/service.h"

namespace atlas::aws::kms {

/// The Key Management Service. All keys derive from `data_key` (32 bytes).
std::unique_ptr<Service> make_service(std::string data_key);

}  // namespace atlas::aws::kms
