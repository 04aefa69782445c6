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
#include "store/table.h"

namespace atlas::aws {

/// The part of a `slow_operation` that a worker runs. It may block on a disk; it has no Call and
/// must not touch state of the region thread.
using SlowPart = std::move_only_function<Answer<json::Value>()>;
template <typename Op>
using Slow = std::move_only_function<Answer<typename Op::Output>()>;

/// One operation that a service implements. Made by `operation<Op>` or `slow_operation<Op>`, owned
/// by the OperationTable. All functions run on the region thread.
struct Operation {
    std::string name;  // "CreateVpc"
    /// Decides the operation: checks, then changes state. Empty in a `slow_operation`.
    std::function<Answer<json::Value>(Call&, const json::Value& input)> handle;
    /// Replaces `handle` in a `slow_operation`: checks and looks up on the region thread, which
    /// never waits for a disk, and returns the rest as a function for a worker. Since the answer
    /// comes later, no handler may `invoke` such an operation; `perform` works.
    std::function<Answer<SlowPart>(Call&, const json::Value& input)> begin;
    /// The resources that the action is authorized against; by default one "*". Runs before the
    /// handler.
    std::function<std::vector<Resource>(Call&, const json::Value& input)> resources;
    /// Roles that the operation passes to a service although its input does not name them, such as
    /// those of a task definition. (aws/models/<service>.access declares the input members that
    /// name roles.) The caller needs iam:PassRole for each, which is checked before the handler
    /// runs.
    std::function<std::vector<PassedRole>(Call&, const json::Value& input)> roles;
    /// AWS allows this operation to every authenticated caller (sts:GetCallerIdentity).
    bool always_allowed = false;

    Operation& allowed_to_all() {
        always_allowed = true;
        return *this;
    }
};

/// An operation with typed input and output. `handler(Call&, const Op::Input&)` returns
/// Answer<Op::Output>; `resources(Call&, const Op::Input&)`, where given, returns
/// std::vector<Resource>.
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

/// Binds a handler `Answer<Output>(State&, Call&, const Input&)` to the state of its service, for
/// `operation<Op>`; or one that returns Answer<Slow<Op>>, for `slow_operation<Op>`. The state
/// outlives the operation.
template <typename State, typename Handler>
auto on_state(State& state, Handler handler) {
    return [&state, handler](Call& call, const auto& input) { return handler(state, call, input); };
}

/// An operation whose answer a worker computes. `handler(Call&, const Op::Input&)` returns
/// Answer<Slow<Op>>, see `Operation::begin`.
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

/// Adds to `made` the resources that it is authorized against: those that
/// `resources(Call&, const Op::Input&)` returns.
template <typename Op, typename Resources>
Operation checked_against(Operation made, Resources resources) {
    made.resources = [resources](Call& call, const json::Value& value) -> std::vector<Resource> {
        typename Op::Input input{};
        if (auto read = json::from_value(value, input); !read) return {Resource{}};
        return resources(call, static_cast<const typename Op::Input&>(input));
    };
    return made;
}

/// Adds to `made` the roles that it passes: those that `roles(Call&, const Op::Input&)` returns.
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

/// A note of a service for `atlas status` that no resource's state shows, such as lost log lines.
/// Counts since the region's start.
struct Observation {
    std::string where;  // "log group /ecs/web"
    std::string what;
    std::uint64_t lines = 0;  // number of log lines, if the note is about log lines
};

/// One AWS service of the region: its model, its operations, its rows. Made and owned by region/;
/// lives until the region stops. Region thread only.
class Service {
public:
    virtual ~Service() = default;
    /// The generated description of the API (protocol, names, shapes).
    virtual const ServiceModel& model() const = 0;
    /// The implemented operations. Called at the region's start.
    virtual std::vector<Operation> operations() = 0;
    /// All tables that hold its rows, each named "<service>.<kind>". Asked once, before the stored
    /// rows are loaded and `start` is called.
    virtual std::vector<store::AnyTable*> tables() = 0;
    /// Called once, after every service has loaded its rows: creates what must exist, starts
    /// reconcilers, re-adopts running workloads.
    virtual void start(Host& host) = 0;
    /// Called once when the region stops: begin no new work. Running workloads continue unless
    /// `atlas down` ends them.
    virtual void stop() {}
    /// Sorted, for information only: none of them calls for action.
    virtual std::vector<Observation> observations() const { return {}; }
};

}  // namespace atlas::aws
