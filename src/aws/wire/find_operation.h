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

/// The operation that a request asks for. The values of `labels` point into the request, which must
/// outlive this.
struct Target {
    const ServiceModel* service = nullptr;      // null: no such service in this region
    const OperationModel* operation = nullptr;  // null: the model does not have it
    std::string asked{};                        // the operation's name, or method and path
    Protocol protocol = Protocol::json;         // of the answer, also if service is null
    Labels labels{};                            // REST protocols: values from the path
    QueryTree form{};                           // ec2 and query: the parameters
};

/// Finds the service and operation of a request: by X-Amz-Target (JSON), by the form's Action and
/// Version (ec2, query), or by method and path (REST-JSON). Knows every operation of the generated
/// models, implemented or not. Constant after construction; any thread.
class OperationIndex {
public:
    explicit OperationIndex(std::vector<const ServiceModel*> services);

    /// `signing_name` is the service in the signature's credential scope, or empty if unknown; it
    /// separates services with the same API version or paths. Errors: MalformedInput for a broken
    /// form, UnknownOperationException for a form that is not sent to "/". An operation that is not
    /// found is no error; `Target` has nulls then.
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

/// nullptr if the generated model does not have this operation.
const OperationModel* find_operation(const ServiceModel& service, std::string_view name);

}  // namespace atlas::aws
