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

/// What 169.254.170.2 port 80 answers in each VPC; region/ holds the sockets:
///
///     /v2/credentials/KEY                  the task role's credentials, an hour left at least
///     /v4/KEY-CONTAINER[/task][/stats]     metadata
///
/// A task is known by its unguessable KEY *and* the address it asks from, within its own VPC;
/// either alone is refused. Region thread only; requests come on io threads and are posted to it.
class TaskEndpoints {
public:
    TaskEndpoints(State& state, World& world);
    ~TaskEndpoints();

    /// For the server in this VPC's router. Any io thread.
    net::Handler handler(const std::string& vpc);
    /// Forgets the credentials and samples of tasks that are gone.
    void forget_stopped();

    /// The answer to one request; a test's way in. `vpc` is where the request came from.
    net::Response answer(const std::string& vpc, const net::Request& request);

private:
    const TaskRow* find_task(const std::string& vpc, const std::string& peer, std::string_view key)
        const;
    net::Response credentials(const TaskRow& row);
    net::Response metadata(const TaskRow& row, std::string_view rest);
    MachineState machine_of(const TaskRow& row) const;
    json::Value stats(const TaskRow& row, std::size_t container);

    State& state_;
    World& world_;
    std::map<std::string, RoleCredentials::Issued> issued_;  // by task
    UsageSamples samples_;
    std::shared_ptr<bool> alive_;
};

}  // namespace atlas::aws::ecs
