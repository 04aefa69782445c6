// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/ecs/world.h"
#include "aws/wire/service.h"
#include "net/http.h"

namespace atlas::aws::ecs {

/// Elastic Container Service. Make it before the supervisor recovers: it listens to what ends and
/// prints from then on.
class EcsService : public aws::Service {
public:
    /// What 169.254.170.2 port 80 answers in a VPC: credentials and metadata of its tasks.
    virtual net::Handler task_endpoint(const std::string& vpc) = 0;
    /// What runs from before, once, before `start`: its layers are in use. Those of images that are
    /// gone, and that nothing runs from, are removed.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// ELB may answer otherwise for a target: services with targets and tasks that drain look
    /// again, later on the region thread. To be called after every such change.
    virtual void targets_changed() = 0;
};

/// io: the layers' folder below the place's home cannot be made.
Result<std::unique_ptr<EcsService>> make_service(World world);

}  // namespace atlas::aws::ecs
