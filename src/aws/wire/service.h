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

/// One operation that a service implements: made by `operation<Op>(handler)`.
struct Operation {
    std::string name;  // "CreateVpc"
    std::function<Answer<json::Value>(Call&, const json::Value& input)> handle;
    /// The resources that the action is checked against; by default one "*". Runs before the
    /// handler.
    std::function<std::vector<Resource>(Call&, const json::Value& input)> resources;
    /// What AWS lets every authenticated caller do (sts:GetCallerIdentity).
    bool always_allowed = false;
    /// Reads change nothing, so no answer of theirs is kept for a retry. By default by the name's
    /// verb (Describe, List, Get, BatchGet … read).
    bool read_only = false;

    Operation& allowed_to_all() {
        always_allowed = true;
        return *this;
    }
};

/// Whether an operation of this name only reads.
bool is_read_only(std::string_view operation_name);

/// An operation with typed input and output. `handler(Call&, const Op::Input&)` answers
/// Answer<Op::Output>; `resources(Call&, const Op::Input&)` answers std::vector<Resource>.
template <typename Op, typename Handler>
Operation operation(Handler handler) {
    Operation made;
    made.name = Op::name;
    made.read_only = is_read_only(Op::name);
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

template <typename Op, typename Handler, typename Resources>
Operation operation(Handler handler, Resources resources) {
    auto made = operation<Op>(handler);
    made.resources = [resources](Call& call, const json::Value& value) -> std::vector<Resource> {
        typename Op::Input input{};
        if (auto read = json::from_value(value, input); !read) return {Resource{}};
        return resources(call, static_cast<const typename Op::Input&>(input));
    };
    return made;
}

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
};

}  // namespace atlas::aws
