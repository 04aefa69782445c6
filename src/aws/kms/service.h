// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "aws/wire/service.h"

namespace atlas::aws::kms {

/// The Key Management Service, with the default keys of AWS's services only. The material of each
/// key is derived from `data_key` (32 bytes). Region thread only.
std::unique_ptr<Service> make_service(std::string data_key);

}  // namespace atlas::aws::kms
