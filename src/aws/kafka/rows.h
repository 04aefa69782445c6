// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/models/kafka/broker_node_group_info.h"
#include "aws/models/kafka/client_authentication.h"
#include "aws/models/kafka/encryption_info.h"
#include "aws/models/kafka/logging_info.h"
#include "aws/models/kafka/mutable_cluster_info.h"
#include "aws/models/kafka/open_monitoring_info.h"
#include "base/time_format.h"

/// The rows of MSK's tables, as JSON on the disk. Fields may be added; their names never change
/// (store/table.h). All are keyed by ARN.
namespace atlas::aws::kafka {

/// A broker of a cluster and its network interface. All brokers of a cluster are one process.
struct BrokerRow {
    int id = 0;  // from 1
    std::string subnet;
    std::string zone_id;  // use1-az1
    std::string eni;
    std::string address;
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Subnet", self.subnet);
        field("ZoneId", self.zone_id);
        field("Eni", self.eni);
        field("Address", self.address);
    }
};

/// A cluster, with the desired state of its brokers.
///
///     CREATING ─► ACTIVE ◄─► UPDATING          any state ─► DELETING ─► the row is erased
///
/// A cluster becomes ACTIVE only when the engine has observed the desired state.
struct ClusterRow {
    std::string arn;
    std::string name;
    std::string id;        // 8 hex digits, for the names of kernel objects
    std::string kafka_id;  // Kafka's cluster id, 22 characters
    std::string domain;    // <cluster>.<6 hex>.c2.kafka.<region>.atlas.test
    Time created;
    std::string state;
    std::string version;        // the API's currentVersion; changes with each update
    std::string kafka_version;  // as MSK names it: "3.8.x"
    // As requested, for Describe operations. Of these only the subnets and security groups have an
    // effect.
    BrokerNodeGroupInfo group;
    std::optional<ClientAuthentication> authentication;
    EncryptionInfo encryption;
    std::string enhanced_monitoring = "DEFAULT";
    std::optional<OpenMonitoringInfo> open_monitoring;
    std::optional<LoggingInfo> logging;
    std::string storage_mode = "LOCAL";
    std::string configuration_arn;  // empty = MSK's default configuration
    std::int64_t configuration_revision = 0;
    std::map<std::string, std::string> tags;
    std::string vpc;
    std::string resolver;  // the address of the VPC's resolver
    std::vector<BrokerRow> brokers;
    bool public_access = false;
    std::string operation;  // ARN of the operation in progress; empty = none
    static void fields(auto& self, auto&& field) {
        field("Arn", self.arn);
        field("Name", self.name);
        field("Id", self.id);
        field("KafkaId", self.kafka_id);
        field("Domain", self.domain);
        field("Created", self.created);
        field("State", self.state);
        field("Version", self.version);
        field("KafkaVersion", self.kafka_version);
        field("Group", self.group);
        field("Authentication", self.authentication);
        field("Encryption", self.encryption);
        field("EnhancedMonitoring", self.enhanced_monitoring);
        field("OpenMonitoring", self.open_monitoring);
        field("Logging", self.logging);
        field("StorageMode", self.storage_mode);
        field("ConfigurationArn", self.configuration_arn);
        field("ConfigurationRevision", self.configuration_revision);
        field("Tags", self.tags);
        field("Vpc", self.vpc);
        field("Resolver", self.resolver);
        field("Brokers", self.brokers);
        field("PublicAccess", self.public_access);
        field("Operation", self.operation);
    }
    /// A broker's name in the VPC; `public_host` is its name for public access.
    std::string host(const BrokerRow& broker) const {
        return "b-" + std::to_string(broker.id) + "." + domain;
    }
    std::string public_host(const BrokerRow& broker) const {
        return "b-" + std::to_string(broker.id) + "-public." + domain;
    }
};

/// An update of a cluster, as DescribeClusterOperation shows it. Kept until its cluster is deleted.
struct OperationRow {
    std::string arn;
    std::string cluster;  // its ARN
    std::string type;     // UPDATE_CONNECTIVITY, UPDATE_CLUSTER_CONFIGURATION
    std::string state;    // UPDATE_IN_PROGRESS, UPDATE_COMPLETE
    Time started;
    std::optional<Time> ended;
    MutableClusterInfo source;
    MutableClusterInfo target;
    static void fields(auto& self, auto&& field) {
        field("Arn", self.arn);
        field("Cluster", self.cluster);
        field("Type", self.type);
        field("State", self.state);
        field("Started", self.started);
        field("Ended", self.ended);
        field("Source", self.source);
        field("Target", self.target);
    }
};

/// A revision of a configuration. Never changed: clusters refer to it by number.
struct RevisionRow {
    std::int64_t number = 1;
    Time created;
    std::string description;
    std::string properties;  // the text of server.properties
    static void fields(auto& self, auto&& field) {
        field("Number", self.number);
        field("Created", self.created);
        field("Description", self.description);
        field("Properties", self.properties);
    }
};

/// A configuration with all its revisions.
struct ConfigurationRow {
    std::string arn;
    std::string name;
    Time created;
    std::string description;
    std::vector<std::string> kafka_versions;  // empty = for all
    std::vector<RevisionRow> revisions;       // oldest first, never empty
    static void fields(auto& self, auto&& field) {
        field("Arn", self.arn);
        field("Name", self.name);
        field("Created", self.created);
        field("Description", self.description);
        field("KafkaVersions", self.kafka_versions);
        field("Revisions", self.revisions);
    }
};

}  // namespace atlas::aws::kafka
