// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "aws/wire/call.h"
#include "json/fields.h"
#include "store/store.h"

namespace atlas::aws {

/// What an operation leaves to a worker: it asks a disk, has no Call, touches nothing of the
/// region's memory.
using SlowPart = std::move_only_function<Answer<json::Value>()>;
template <typename Op>
using Slow = std::move_only_function<Answer<typename Op::Output>()>;

/// One operation that a service implements: made by `operation<Op>(handler)` or
/// `slow_operation<Op>(handler)`.
struct Operation {
    std::string name;  // "CreateVpc"
    std::function<Answer<json::Value>(Call&, const json::Value& input)> handle;
    /// Instead of `handle`: checks and finds on the region thread, which never waits for a disk,
    /// and leaves the rest to a worker. Its answer comes later; so no handler may `invoke` it, but
    /// anybody may ask for it by `perform`.
    std::function<Answer<SlowPart>(Call&, const json::Value& input)> begin;
    /// The resources that the action is checked against; by default one "*". Runs before the
    /// handler.
    std::function<std::vector<Resource>(Call&, const json::Value& input)> resources;
    /// Roles that it puts to use beside those that its input names (which stand in
    /// aws/models/<service>.access): a task definition's own. Each asks iam:PassRole before the
    /// handler.
    std::function<std::vector<PassedRole>(Call&, const json::Value& input)> roles;
    /// What AWS lets every authenticated caller do (sts:GetCallerIdentity).
    bool always_allowed = false;

    Operation& allowed_to_all() {
        always_allowed = true;
        return *this;
    }
};

/// An operation with typed input and output. `handler(Call&, const Op::Input&)` answers
/// Answer<Op::Output>; `resources(Call&, const Op::Input&)` answers std::vector<Resource>.
template <typename Op, typename Handler>
Operation operation(Handler handler) {
    Operation made;
    made.name = Op::name;
    made.handle = [handler](Call& call, const json::Value& value) -> Answer<json::Value> {
        typename Op::Input input{};
        if (auto read = json::from_value(value, input); !read) {
            return AwsError{"ValidationException", read.error().message(), 400, {}};
        }
        auto output = handler(call, static_cast<const typename Op::Input&>(input));
        if (!output) return std::move(output).error();
        return json::to_value(output.value());
    };
    return made;
}

/// An operation that a worker answers. `handler(Call&, const Op::Input&)` answers Answer<Slow<Op>>.
template <typename Op, typename Handler>
Operation slow_operation(Handler handler) {
    Operation made;
    made.name = Op::name;
    made.begin = [handler](Call& call, const json::Value& value) -> Answer<SlowPart> {
        typename Op::Input input{};
        if (auto read = json::from_value(value, input); !read) {
            return AwsError{"ValidationException", read.error().message(), 400, {}};
        }
        Answer<Slow<Op>> slow = handler(call, static_cast<const typename Op::Input&>(input));
        if (!slow) return std::move(slow).error();
        return SlowPart([slow = std::move(slow).value()]() mutable -> Answer<json::Value> {
            auto output = slow();
            if (!output) return std::move(output).error();
            return json::to_value(output.value());
        });
    };
    return made;
}

/// `made`, checked against what `resources(Call&, const Op::Input&)` names.
template <typename Op, typename Resources>
Operation checked_against(Operation made, Resources resources) {
    made.resources = [resources](Call& call, const json::Value& value) -> std::vector<Resource> {
        typename Op::Input input{};
        if (auto read = json::from_value(value, input); !read) return {Resource{}};
        return resources(call, static_cast<const typename Op::Input&>(input));
    };
    return made;
}

/// `made`, which puts to use the roles that `roles(Call&, const Op::Input&)` names.
template <typename Op, typename Roles>
Operation using_roles(Operation made, Roles roles) {
    made.roles = [roles](Call& call, const json::Value& value) -> std::vector<PassedRole> {
        typename Op::Input input{};
        if (auto read = json::from_value(value, input); !read) return {};
        return roles(call, static_cast<const typename Op::Input&>(input));
    };
    return made;
}

template <typename Op, typename Handler, typename Resources>
Operation operation(Handler handler, Resources resources) {
    return checked_against<Op>(operation<Op>(handler), resources);
}

template <typename Op, typename Handler, typename Resources>
Operation slow_operation(Handler handler, Resources resources) {
    return checked_against<Op>(slow_operation<Op>(handler), resources);
}

/// What `atlas status` notes of a service where no resource tells it, since the region's start.
struct Observation {
    std::string where;  // "log group /ecs/web"
    std::string what;
    std::uint64_t lines = 0;  // how many, where it is of lines of a log
};

/// One AWS service of the region: its model, its operations, its rows. Made and owned by region/;
/// lives until the region stops. Region thread only.
class Service {
public:
    virtual ~Service() = default;
    /// The generated description of the API (protocol, names, shapes).
    virtual const ServiceModel& model() const = 0;
    /// All that is implemented; asked once at start.
    virtual std::vector<Operation> operations() = 0;
    /// Takes one stored row back; called for every row whose table begins with "<service>." before
    /// `start`.
    virtual Result<> load(const store::Row& row) = 0;
    /// Called once after every service has its rows: seed what must exist, start reconcilers,
    /// re-adopt what runs.
    virtual void start(Host& host) = 0;
    /// Called once at the region's stop: no new work. Running workloads stay unless `down` says
    /// otherwise.
    virtual void stop() {}
    /// Sorted; nothing needs to be done for them.
    virtual std::vector<Observation> observations() const { return {}; }
};

}  // namespace atlas::aws
