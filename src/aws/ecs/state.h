// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecs/rows.h"
#include "aws/wire/answer.h"
#include "store/table.h"

namespace atlas::aws::ecs {

/// The rows of ECS and the reconcilers' entry points. Owned by the service, used by operations and
/// reconcilers. Region thread only.
struct State {
    store::Table<Cluster> clusters{"ecs.cluster"};                   // by name
    store::Table<DefinitionRow> definitions{"ecs.task_definition"};  // by "family:revision"
    store::Table<FamilyRow> families{"ecs.family"};                  // by name
    store::Table<ServiceRow> services{"ecs.service"};                // by "cluster/service"
    store::Table<TaskRow> tasks{"ecs.task"};                         // by id

    /// Wake the service reconciler (row key) and the task reconciler (task id). Set by the service;
    /// operations call them after their commit.
    std::function<void(const std::string& key)> wake_service = [](const std::string&) {};
    std::function<void(const std::string& id)> wake_task = [](const std::string&) {};

    /// Every table above.
    std::vector<store::AnyTable*> all();

    /// The cluster that a request names, or "default". ClusterNotFoundException.
    Answer<const Cluster*> cluster(const std::optional<std::string>& given) const;
    /// By family, family:revision or ARN; a family means its newest active revision. Null if there
    /// is none.
    const DefinitionRow* find_definition(std::string_view name) const;
    /// A service of this cluster by name or ARN, a task by id or ARN; null if there is none.
    /// `cluster` is the short name.
    const ServiceRow* find_service(std::string_view cluster, std::string_view name) const;
    const TaskRow* find_task(std::string_view cluster, std::string_view id_or_arn) const;
    /// The tasks of a service that are not STOPPED.
    std::vector<const TaskRow*> tasks_of(const ServiceRow& service) const;
};

/// InvalidParameterException, ClientException, ServiceNotFoundException, ServiceNotActiveException.
AwsError invalid_parameter(std::string message);
AwsError client_error(std::string message);
AwsError service_not_found();
AwsError service_not_active();

}  // namespace atlas::aws::ecs
