// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/models/model.h"
#include "aws/wire/answer.h"
#include "aws/wire/decode_json.h"
#include "aws/wire/query_tree.h"
#include "net/http.h"

namespace atlas::aws {

/// What a request asks for. Views point into the request, which has to stay.
struct Target {
    const ServiceModel* service = nullptr;      // null: no such service here
    const OperationModel* operation = nullptr;  // null: the model does not have it
    std::string asked{};                        // the operation's name, or method and path
    Protocol protocol = Protocol::json;         // of the answer, also where service is null
    Labels labels{};                            // rest protocols
    QueryTree form{};                           // ec2 and query
};

/// Which service and operation a request means: by X-Amz-Target (JSON), by the form's Action and
/// Version (ec2, query), by method and path (rest). Constant after construction; any thread.
class OperationIndex {
public:
    explicit OperationIndex(std::vector<const ServiceModel*> services);

    /// `signing_name` of the signature's scope, or empty. MalformedInput for a broken form.
    Answer<Target> find(const net::Request& request, std::string_view signing_name) const;

private:
    struct Route {
        const ServiceModel* service;
        const OperationModel* operation;
        std::vector<std::string_view> segments;  // of the URI template
    };
    Target find_json(std::string_view target) const;
    Answer<Target> find_form(const net::Request& request, std::string_view signing_name) const;
    Target find_rest(const net::Request& request, std::string_view signing_name) const;

    std::vector<const ServiceModel*> services_;
    std::vector<Route> routes_;
};

const OperationModel* find_operation(const ServiceModel& service, std::string_view name);

}  // namespace atlas::aws
