// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "aws/wire/service.h"
#include "registry/blobs.h"
#include "registry/repositories.h"

namespace atlas::aws::ecr {

/// Amazon ECR: repositories, images and their policies; the bytes are the registry's.
class EcrService : public Service {
public:
    /// What the registry (registry/registry.h) asks for rights and tags. Region thread only; after
    /// `start`.
    virtual registry::Repositories& repositories() = 0;
};

/// `blobs` outlives the service; `sealing_key` (32 bytes, a key of the region) seals tokens, which
/// are good for as long as it stays the same.
std::unique_ptr<EcrService> make_service(registry::Blobs& blobs, std::string sealing_key);

}  // namespace atlas::aws::ecr
