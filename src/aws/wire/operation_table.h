// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/models/access.h"
#include "aws/models/model.h"
#include "aws/wire/service.h"

namespace atlas::aws {

/// One operation that this region implements, with everything the dispatcher knows about it.
struct Entry {
    const ServiceModel* service;
    const OperationModel* model;
    Operation operation;
    std::string action;  // "elasticloadbalancing:CreateRule"
    const ActionAccess* access;
};

/// The operations that this region implements. Constant once all services are added: from then on
/// any thread may call `find`. Handlers run on the region thread only.
class OperationTable {
public:
    /// Adds every operation of a service. Aborts if its model does not have one of them, if one has
    /// no line in the .access file, or if the protocol has no codec.
    void add(Service& service);
    /// Finds by the service's folder or IAM prefix ("elbv2", "elasticloadbalancing"); nullptr if
    /// the operation is not implemented.
    const Entry* find(std::string_view service, std::string_view operation) const;

private:
    using Operations = std::map<std::string, Entry, std::less<>>;
    std::map<std::string, Operations, std::less<>> services_;
    std::map<std::string, std::string, std::less<>> by_prefix_;
};

}  // namespace atlas::aws
