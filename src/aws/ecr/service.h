// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "aws/wire/service.h"
#include "registry/blobs.h"
#include "registry/repositories.h"

namespace atlas::aws::ecr {

/// Amazon Elastic Container Registry: repositories, images and their policies. The registry has the
/// images' bytes. Made and owned by region/. Region thread only.
class EcrService : public Service {
public:
    /// What the registry (registry/registry.h) needs for authorization and tags. To be used after
    /// `start`.
    virtual registry::Repositories& repositories() = 0;
};

/// `blobs` outlives the service. `sealing_key` (32 bytes) is the region's key for authorization
/// tokens; a token is valid only as long as the key stays the same.
std::unique_ptr<EcrService> make_service(registry::Blobs& blobs, std::string sealing_key);

}  // namespace atlas::aws::ecr
