// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/wire/answer.h"
#include "store/table.h"

/// EC2's errors, with EC2's own codes and messages. Source: "Error codes for the Amazon EC2 API".
namespace atlas::aws::ec2 {

/// The "not found" error for the table that should have the row: InvalidVpcID.NotFound, "The vpc ID
/// 'vpc-1' does not exist". InvalidID for any other table.
AwsError not_found(std::string_view table, const std::string& id);
/// DependencyViolation: "The subnet 'subnet-1' has dependencies and cannot be deleted."
AwsError has_dependencies(std::string_view kind, const std::string& id);
/// InvalidParameterValue.
AwsError invalid_value(const std::string& message);
/// "Value (x) for parameter y is invalid. …"
AwsError invalid_value(const std::string& value, std::string_view parameter, std::string_view why);
AwsError missing_parameter(std::string_view name);
/// UnsupportedOperation, for what AWS has and this region does not: nothing is silently ignored.
AwsError unsupported(const std::string& what);

/// The row with this id, or the "not found" error of its table.
template <typename Row>
Answer<const Row*> need(const store::Table<Row>& table, const std::string& id) {
    if (const auto* row = table.find(id)) return row;
    return not_found(table.name(), id);
}

}  // namespace atlas::aws::ec2
