// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/wire/answer.h"
#include "store/table.h"

/// EC2's refusals, in EC2's own codes and words.
namespace atlas::aws::ec2 {

/// "The vpc ID 'vpc-1' does not exist" (InvalidVpcID.NotFound), by the table that it should be in.
AwsError not_found(std::string_view table, const std::string& id);
/// "The subnet 'subnet-1' has dependencies and cannot be deleted."
AwsError has_dependencies(std::string_view kind, const std::string& id);
AwsError invalid_value(const std::string& message);
/// "Value (x) for parameter y is invalid. …"
AwsError invalid_value(const std::string& value, std::string_view parameter, std::string_view why);
AwsError missing_parameter(std::string_view name);
/// For what AWS has and Atlas does not: said, never passed over.
AwsError unsupported(const std::string& what);

/// The row, or EC2's error of its kind.
template <typename Row>
Answer<const Row*> need(const store::Table<Row>& table, const std::string& id) {
    if (const auto* row = table.find(id)) return row;
    return not_found(table.name(), id);
}

}  // namespace atlas::aws::ec2
