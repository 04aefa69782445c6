// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/kafka/rows.h"
#include "aws/wire/call.h"

/// The brokers' network interfaces, created and deleted by operations of EC2 in the name of
/// AWSServiceRoleForKafka and in the batch of `call`. Region thread only.
namespace atlas::aws::kafka {

/// The place of a new cluster in the network.
struct PlacedBrokers {
    std::string vpc;
    std::string resolver;             // the address of the VPC's resolver
    std::vector<std::string> groups;  // those requested, or the VPC's default group
    std::vector<BrokerRow> brokers;   // spread over the subnets in turn
};

/// Checks the subnets, which must be two or three of one VPC and in different zones, and creates an
/// interface for each of `count` brokers. BadRequestException; on an error it deletes the
/// interfaces that it has created.
Answer<PlacedBrokers> place_brokers(
    Call& call,
    const std::string& cluster_name,
    const std::vector<std::string>& subnets,
    const std::vector<std::string>& groups,
    int count
);
/// Deletes the brokers' interfaces. Skips those that do not exist; other errors are logged.
void release_brokers(Call& call, const std::vector<BrokerRow>& brokers);

/// BadRequestException if one of the subnets has no default route to an internet gateway.
Answer<> check_public(Call& call, const std::string& vpc, const std::vector<std::string>& subnets);

}  // namespace atlas::aws::kafka
