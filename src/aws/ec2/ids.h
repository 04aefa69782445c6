// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/wire/call.h"

namespace atlas::aws::ec2 {

/// A new random id: "vpc" → "vpc-0a1b2c3d4e5f60718", EC2's long form with 17 hexadecimal digits.
std::string new_id(Call& call, std::string_view prefix);
/// "arn:aws:ec2:us-east-1:123456789012:subnet/subnet-…"
std::string arn_of(const Place& place, std::string_view kind, const std::string& id);
/// "us-east-1a" → "use1-az1". On AWS this mapping differs by account; here it is fixed.
std::string zone_id_of(const Place& place, const std::string& zone);
/// "ip-10-0-1-7.ec2.internal"
std::string private_dns_name(const Place& place, std::string address);
/// "ec2-203-0-113-7.compute-1.amazonaws.com"
std::string public_dns_name(const Place& place, std::string address);

}  // namespace atlas::aws::ec2
