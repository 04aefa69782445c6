// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/ecs/world.h"
#include "aws/wire/service.h"
#include "net/http.h"

namespace atlas::aws::ecs {

/// Elastic Container Service. Made and owned by region/. It must be made before the supervisor
/// recovers, because its constructor sets the listeners for exits and log lines. Region thread
/// only, except for the handlers of `task_endpoint`.
class EcsService : public aws::Service {
public:
    /// The HTTP server of 169.254.170.2 port 80 in one VPC: credentials and metadata for its tasks.
    /// The handler runs on io threads.
    virtual net::Handler task_endpoint(const std::string& vpc) = 0;
    /// Called once, before `start`, with the workloads that survived the region's restart. Removes
    /// the unpacked layers that neither a workload nor an image needs.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// To be called after every change of the target health that ELB reports. Services with target
    /// groups and draining tasks then read it again, later on the region thread.
    virtual void targets_changed() = 0;
};

/// io: the folder for unpacked layers, below Place::home, cannot be made.
Result<std::unique_ptr<EcsService>> make_service(World world);

}  // namespace atlas::aws::ecs
