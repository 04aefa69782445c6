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

/// What ECS stores, beside the API's own shapes.
namespace atlas::aws::ecs {

struct DefinitionRow {
    TaskDefinition definition;
    std::vector<Tag> tags;
    static void fields(auto& self, auto&& field) {
        field("definition", self.definition);
        field("tags", self.tags);
    }
};

/// Revisions are never used twice, even when all of a family are gone.
struct FamilyRow {
    int last_revision = 0;
    static void fields(auto& self, auto&& field) { field("last_revision", self.last_revision); }
};

/// A service as it is wished. Its counts are computed where it is described.
struct ServiceRow {
    Service service;
    std::string cluster;
    bool steady = false;      // the "steady state" event was given for what is there now
    std::string rollback_to;  // deployment that a failing one goes back to
    ClientToken made_by;
    Time inactive_since;  // since it is INACTIVE
    static void fields(auto& self, auto&& field) {
        field("service", self.service);
        field("cluster", self.cluster);
        field("steady", self.steady);
        field("rollback_to", self.rollback_to);
        field("made_by", self.made_by);
        field("inactive_since", self.inactive_since);
    }
};

struct TargetRow {
    std::string group_arn;
    int port = 0;
    static void fields(auto& self, auto&& field) {
        field("group_arn", self.group_arn);
        field("port", self.port);
    }
};

/// A task and what its parts are called in other services and below.
///
///     PROVISIONING ─► PENDING ─► ACTIVATING ─► RUNNING ─► DEACTIVATING ─► STOPPING ─►
///     DEPROVISIONING ─► STOPPED
///          └────────────┴────────────┴─ a failure or a wish to stop ───────▲
struct TaskRow {
    Task task;
    std::string id;  // 32 hex digits
    std::string cluster;
    std::string service;     // name; empty for RunTask
    std::string deployment;  // "ecs-svc/…"
    std::string subnet;
    std::vector<std::string> groups;
    std::string eni;
    std::string vpc;
    std::string address;
    std::string resolver;
    std::string subnet_cidr;
    std::string endpoint_key;  // unguessable; part of the credentials' and metadata's paths
    std::vector<TargetRow> targets;
    bool registered = false;  // in its target groups
    bool was_healthy = false;
    ClientToken made_by;   // of RunTask
    bool counted = false;  // its service has dealt with its end
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
