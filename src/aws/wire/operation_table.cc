// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/operation_table.h"

#include "aws/wire/find_operation.h"
#include "base/check.h"

namespace atlas::aws {

void OperationTable::add(Service& service) {
    const auto& model = service.model();
    ATLAS_CHECK(model.protocol != Protocol::rest_xml, "rest-xml has no codec yet");
    auto& operations = services_[std::string(model.name)];
    by_prefix_.emplace(model.iam_prefix, model.name);
    for (auto& operation : service.operations()) {
        auto* described = find_operation(model, operation.name);
        ATLAS_CHECK(described != nullptr, "an operation stands in aws/models/<service>.operations");
        auto action = std::string(model.iam_prefix) + ":" + operation.name;
        const auto* access = find_access(action);
        ATLAS_CHECK(access != nullptr, "an operation has its line in aws/models/<service>.access");
        auto name = operation.name;
        operations.emplace(
            std::move(name),
            Entry{&model, described, std::move(operation), std::move(action), access}
        );
    }
}

const Entry* OperationTable::find(std::string_view service, std::string_view operation) const {
    auto found = services_.find(service);
    if (found == services_.end()) {
        auto prefix = by_prefix_.find(service);
        if (prefix == by_prefix_.end()) return nullptr;
        found = services_.find(prefix->second);
    }
    auto entry = found->second.find(operation);
    return entry == found->second.end() ? nullptr : &entry->second;
}

}  // namespace atlas::aws
