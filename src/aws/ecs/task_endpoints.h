// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/ecs/task_metadata.h"
#include "aws/ecs/task_stats.h"
#include "aws/ecs/world.h"
#include "net/http.h"

namespace atlas::aws::ecs {

/// The answers of 169.254.170.2 port 80 in each VPC; region/ owns the sockets:
///
///     /v2/credentials/KEY                  the task role's credentials, valid for an hour or more
///     /v4/KEY-CONTAINER                    metadata of the container with this index
///     /v4/KEY-CONTAINER/task               metadata of the task; /taskWithTags adds its tags
///     /v4/KEY-CONTAINER[/task]/stats       usage of the container, or of all containers
///
/// A request must come with the task's unguessable KEY and from the task's address in its own VPC;
/// either alone is refused. Region thread only: the handlers get requests on io threads and post
/// them. Sources: "Amazon ECS task metadata endpoint version 4" and "Amazon ECS task IAM role", ECS
/// developer guide.
class TaskEndpoints {
public:
    /// Both outlive the endpoints.
    TaskEndpoints(State& state, World& world);
    ~TaskEndpoints();

    /// A handler for the HTTP server in this VPC's router. It runs on any io thread, answers from
    /// the region thread, and may outlive this object; it does not answer then.
    net::Handler handler(const std::string& vpc);
    /// Drops the credentials and samples of tasks that have stopped.
    void forget_stopped();

    /// The answer to one request that came from `vpc`. Public for tests.
    net::Response answer(const std::string& vpc, const net::Request& request);

private:
    /// Null unless a task that has not stopped matches all three.
    const TaskRow* find_task(const std::string& vpc, const std::string& peer, std::string_view key)
        const;
    net::Response credentials(const TaskRow& row);
    net::Response metadata(const TaskRow& row, std::string_view rest);
    MachineState machine_of(const TaskRow& row) const;
    json::Value stats(const TaskRow& row, std::size_t container);

    State& state_;
    World& world_;
    std::map<std::string, RoleCredentials::Issued> issued_;  // by task id
    UsageSamples samples_;
    std::shared_ptr<bool> alive_;  // false after destruction; read on the region thread only
};

}  // namespace atlas::aws::ecs
