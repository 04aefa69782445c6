// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "aws/wire/service.h"

namespace atlas::aws::secretsmanager {

/// Secrets Manager. `data_key` (32 bytes) encrypts the values at rest. Region thread only.
std::unique_ptr<Service> make_service(std::string data_key);

}  // namespace atlas::aws::secretsmanager
