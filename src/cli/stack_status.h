// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/region_client.h"

namespace atlas::cli {

/// What runs in the region, read with AWS operations.
struct TaskStatus {
    std::string id;
    std::string last_status;  // RUNNING, PENDING, …
    std::string health;       // HEALTHY, UNHEALTHY, UNKNOWN
    std::string address;
    std::string stopped_reason;  // for a task that has ended
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("LastStatus", self.last_status);
        field("Health", self.health);
        field("Address", self.address);
        field("StoppedReason", self.stopped_reason);
    }
};

/// An ECS service with its tasks. `well`: it runs as many tasks as desired, has one deployment, and
/// its tasks and targets are healthy.
struct ServiceStatus {
    std::string cluster;
    std::string name;
    std::int64_t desired = 0;
    std::int64_t running = 0;
    std::int64_t pending = 0;
    std::string rollout;  // COMPLETED, IN_PROGRESS, FAILED
    std::vector<std::string> target_groups;
    std::vector<TaskStatus> tasks;
    std::vector<TaskStatus> ended;    // the latest stopped tasks
    std::vector<std::string> events;  // newest first
    bool well = false;
    static void fields(auto& self, auto&& field) {
        field("Cluster", self.cluster);
        field("Name", self.name);
        field("Desired", self.desired);
        field("Running", self.running);
        field("Pending", self.pending);
        field("Rollout", self.rollout);
        field("TargetGroups", self.target_groups);
        field("Tasks", self.tasks);
        field("Ended", self.ended);
        field("Events", self.events);
        field("Well", self.well);
    }
};

/// A target of a target group, with its health as ELB reports it.
struct TargetStatus {
    std::string target_group;  // ARN
    std::string name;          // of the target group
    std::string address;
    std::int64_t port = 0;
    std::string state;
    std::string reason;
    static void fields(auto& self, auto&& field) {
        field("TargetGroup", self.target_group);
        field("Name", self.name);
        field("Address", self.address);
        field("Port", self.port);
        field("State", self.state);
        field("Reason", self.reason);
    }
};

/// Something that clients connect to: a balancer, a host name of a listener rule, or a Kafka
/// cluster.
struct EndpointStatus {
    std::string kind;  // "balancer", "host", "kafka"
    std::string name;
    std::string state;    // active, ACTIVE, "2 healthy", …
    std::string address;  // DNS name, URL or bootstrap string
    std::string reason;   // AWS's reason for a bad state, if any
    bool well = false;
    static void fields(auto& self, auto&& field) {
        field("Kind", self.kind);
        field("Name", self.name);
        field("State", self.state);
        field("Address", self.address);
        field("Reason", self.reason);
        field("Well", self.well);
    }
};

/// The document of `atlas status --json`, schema 1: fields are only added.
struct StackStatus {
    int schema = 1;
    json::Value region;
    std::vector<ServiceStatus> services;
    std::vector<TargetStatus> targets;
    std::vector<EndpointStatus> endpoints;
    bool well = false;
    static void fields(auto& self, auto&& field) {
        field("Schema", self.schema);
        field("Region", self.region);
        field("Services", self.services);
        field("Targets", self.targets);
        field("Endpoints", self.endpoints);
        field("Well", self.well);
    }
};

/// Reads the whole status. unavailable: no region answers.
Result<StackStatus> read_status(const RegionClient& region);

std::vector<std::string> service_names(const StackStatus& status);

/// Reasons why the stack is not well, one line each, most significant first.
std::vector<std::string> reasons(const StackStatus& status);

/// The service with this name, or with a name that ends in "-" and this name; or nullptr.
const ServiceStatus* find_service(const StackStatus& status, const std::string& name);

}  // namespace atlas::cli
