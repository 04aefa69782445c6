// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/kafka/rows.h"
#include "aws/wire/call.h"

/// Brokers' places in the network, by operations of ec2.
namespace atlas::aws::kafka {

struct PlacedBrokers {
    std::string vpc;
    std::string resolver;
    std::vector<std::string> groups;  // the VPC's default group where none was asked for
    std::vector<BrokerRow> brokers;   // round the subnets, in their order
};

/// Checks the subnets (two or three, one a zone, one VPC) and makes an interface a broker.
Answer<PlacedBrokers> place_brokers(
    Call& call,
    const std::string& cluster_name,
    const std::vector<std::string>& subnets,
    const std::vector<std::string>& groups,
    int count
);
void release_brokers(Call& call, const std::vector<BrokerRow>& brokers);

/// BadRequestException for a subnet without a route to an internet gateway.
Answer<> check_public(Call& call, const std::string& vpc, const std::vector<std::string>& subnets);

}  // namespace atlas::aws::kafka
