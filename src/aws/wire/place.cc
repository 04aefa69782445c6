// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/wire/host.h"

namespace atlas::aws {

std::string Place::arn(std::string_view service, std::string_view resource) const {
    return fmt::format("arn:{}:{}:{}:{}:{}", partition, service, region, account, resource);
}

std::string Place::global_arn(std::string_view service, std::string_view resource) const {
    return fmt::format("arn:{}:{}::{}:{}", partition, service, account, resource);
}

}  // namespace atlas::aws
