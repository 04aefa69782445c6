// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/ecs/world.h"
#include "net/http.h"
#include "net/server.h"

namespace atlas::aws::ecs {

/// 169.254.170.2 in each VPC where tasks run, served from sockets in the VPC's router:
///
///     :80   /v2/credentials/KEY       the task role's credentials, an hour left at least
///           /v4/KEY-CONTAINER[/task][/stats]   metadata
///     :4566 the AWS API
///
/// A task is known by its unguessable KEY *and* the address it asks from, within its own VPC;
/// either alone is refused. Region thread only; requests come on io threads and are posted to it.
class TaskEndpoints {
public:
    TaskEndpoints(State& state, World& world);
    ~TaskEndpoints();

    /// What answers on port 4566; before the first `ensure`. None: that port is not opened.
    void serve_api(net::Handler api) { api_ = std::move(api); }
    bool is_open(const std::string& vpc) const;
    /// Opens them in this VPC; `done` runs later on the region thread.
    void ensure(const std::string& vpc, std::function<void(Result<>)> done);
    /// Closes them where no task is left: a socket would keep the router's namespace alive.
    void close_unused();

    /// The answer to one request; a test's way in. `vpc` is where the request came from.
    net::Response answer(const std::string& vpc, const net::Request& request);

private:
    struct Vpc {
        bool open = false;
        std::vector<std::function<void(Result<>)>> waiting;
        std::unique_ptr<net::Server> metadata;
        std::unique_ptr<net::Server> api;
    };
    struct Sockets {
        linux::Fd metadata;
        linux::Fd api;
    };
    Result<> serve(const std::string& vpc, Sockets sockets);
    const TaskRow* find_task(const std::string& vpc, const std::string& peer, std::string_view key)
        const;
    net::Response credentials(const TaskRow& row);
    net::Response metadata(const TaskRow& row, std::string_view rest);

    State& state_;
    World& world_;
    net::Handler api_;
    std::map<std::string, Vpc> vpcs_;
    std::map<std::string, RoleCredentials::Issued> issued_;  // by task
    std::shared_ptr<bool> alive_;
};

}  // namespace atlas::aws::ecs
