// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/ecs/world.h"
#include "aws/wire/service.h"
#include "net/http.h"

namespace atlas::aws::ecs {

/// Elastic Container Service. Make it before the supervisor recovers: it listens to what ends and
/// prints from then on.
class EcsService : public Service {
public:
    /// What answers on 169.254.170.2:4566 in VPCs where tasks run; before `start`.
    virtual void serve_api(net::Handler api) = 0;
};

/// io: the layers' folder below the place's home cannot be made.
Result<std::unique_ptr<EcsService>> make_service(World world);

}  // namespace atlas::aws::ecs
