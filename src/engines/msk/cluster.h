// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

/// The desired state of one MSK cluster; the input of `Engine`.
namespace atlas::engines::msk {

inline constexpr int internal_port = 9098;
inline constexpr int public_port = 9198;

/// One of the brokers that the cluster's single process presents.
struct Broker {
    int id = 0;
    std::string zone;     // "use1-az1": the rack
    std::string eni;      // eni-…
    std::string address;  // address of the interface
    std::string host;     // b-1.….kafka.us-east-1.atlas.test
    std::string public_host;
    bool operator==(const Broker&) const = default;
};

struct Cluster {
    std::string id;             // [a-z0-9], unique in the region; names sandbox and workload
    std::string kafka_id;       // Kafka's cluster id: 22 characters
    std::string kafka_version;  // as MSK names it: "3.8.x"
    std::string arn;
    std::string account;
    std::string region;
    std::map<std::string, std::string> tags;
    std::map<std::string, std::string> properties;  // server.properties
    std::vector<Broker> brokers;
    std::string vpc;
    std::string resolver;                      // the VPC's base+2
    std::vector<std::string> security_groups;  // decide who can connect to the public listeners
    bool public_access = false;
    bool operator==(const Cluster&) const = default;
};

}  // namespace atlas::engines::msk
