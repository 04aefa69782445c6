// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/models/access.h"
#include "aws/models/model.h"
#include "aws/wire/service.h"

namespace atlas::aws {

/// An operation that this region carries out.
struct Entry {
    const ServiceModel* service;
    const OperationModel* model;
    Operation operation;
    std::string action;  // "elasticloadbalancing:CreateRule"
    const ActionAccess* access;
};

/// All of them. Constant once the services were added; any thread may find, handlers run on the
/// region thread.
class OperationTable {
public:
    /// Takes every operation of a service; one that its model does not have, or that declares no
    /// access, is our mistake.
    void add(Service& service);
    /// By the service's folder or IAM prefix ("elbv2", "elasticloadbalancing"); nullptr = not
    /// implemented.
    const Entry* find(std::string_view service, std::string_view operation) const;

private:
    using Operations = std::map<std::string, Entry, std::less<>>;
    std::map<std::string, Operations, std::less<>> services_;
    std::map<std::string, std::string, std::less<>> by_prefix_;
};

}  // namespace atlas::aws
