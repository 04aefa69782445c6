// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/ecs/client_token.h"
#include "aws/models/ecs/cluster.h"
#include "aws/models/ecs/service.h"
#include "aws/models/ecs/tag.h"
#include "aws/models/ecs/task.h"
#include "aws/models/ecs/task_definition.h"

/// The rows of ECS's tables, as JSON on the disk. They embed shapes of the API and add what the API
/// does not show. Fields may be added; their names never change (store/table.h).
namespace atlas::aws::ecs {

/// A revision of a task definition, as DescribeTaskDefinition shows it.
struct DefinitionRow {
    TaskDefinition definition;
    std::vector<Tag> tags;
    static void fields(auto& self, auto&& field) {
        field("definition", self.definition);
        field("tags", self.tags);
    }
};

/// A family of task definitions. It outlives its revisions, so that no revision number is used
/// twice.
struct FamilyRow {
    int last_revision = 0;
    static void fields(auto& self, auto&& field) { field("last_revision", self.last_revision); }
};

/// A service's desired state. `view_service` computes the counts of tasks.
struct ServiceRow {
    Service service;
    std::string cluster;
    bool steady = false;      // the "steady state" event was given for the current state
    std::string rollback_to;  // id of the deployment that the circuit breaker went back to
    ClientToken made_by;      // of CreateService
    Time inactive_since;      // when the status became INACTIVE
    static void fields(auto& self, auto&& field) {
        field("service", self.service);
        field("cluster", self.cluster);
        field("steady", self.steady);
        field("rollback_to", self.rollback_to);
        field("made_by", self.made_by);
        field("inactive_since", self.inactive_since);
    }
};

/// A target group that the task registers its address with.
struct TargetRow {
    std::string group_arn;
    int port = 0;
    static void fields(auto& self, auto&& field) {
        field("group_arn", self.group_arn);
        field("port", self.port);
    }
};

/// A task, with the names of its resources in other services. The task reconciler moves it along:
///
///     PROVISIONING ─► PENDING ─► ACTIVATING ─► RUNNING ─► DEACTIVATING ─► STOPPING ─►
///     DEPROVISIONING ─► STOPPED
///          └────────────┴────────────┴─ failure, or desired status STOPPED ─▲
///
/// A task without target groups skips ACTIVATING.
struct TaskRow {
    Task task;
    std::string id;  // 32 hex digits
    std::string cluster;
    std::string service;     // name; empty for RunTask
    std::string deployment;  // "ecs-svc/…"
    std::string subnet;
    std::vector<std::string> groups;  // security groups; empty = the VPC's default
    // These five are empty until the network interface is made; `eni` is again once it is deleted.
    std::string eni;
    std::string vpc;
    std::string address;
    std::string resolver;  // the VPC's DNS server, base + 2 of its CIDR
    std::string subnet_cidr;
    std::string endpoint_key;  // unguessable UUID in the task's credentials and metadata URLs
    std::vector<TargetRow> targets;
    bool registered = false;   // with at least one of its target groups
    bool was_healthy = false;  // at least once: its later end is no failed start
    ClientToken made_by;       // of RunTask
    bool counted = false;      // its service has evaluated its end
    static void fields(auto& self, auto&& field) {
        field("task", self.task);
        field("id", self.id);
        field("cluster", self.cluster);
        field("service", self.service);
        field("deployment", self.deployment);
        field("subnet", self.subnet);
        field("groups", self.groups);
        field("eni", self.eni);
        field("vpc", self.vpc);
        field("address", self.address);
        field("resolver", self.resolver);
        field("subnet_cidr", self.subnet_cidr);
        field("endpoint_key", self.endpoint_key);
        field("targets", self.targets);
        field("registered", self.registered);
        field("was_healthy", self.was_healthy);
        field("made_by", self.made_by);
        field("counted", self.counted);
    }
    const std::string& status() const { return *task.last_status; }
    bool is_stopped() const { return task.last_status == "STOPPED"; }
    bool is_wanted() const { return task.desired_status == "RUNNING"; }
};

}  // namespace atlas::aws::ecs
