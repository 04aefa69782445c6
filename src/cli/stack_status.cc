// SPDX-License-Identifier: Apache-2.0
#include "cli/stack_status.h"

#include <algorithm>
#include <set>

#include "cli/json_member.h"

namespace atlas::cli {
namespace {

constexpr std::size_t events_shown = 5;
constexpr std::size_t ended_shown = 3;
constexpr std::size_t services_max = 10;  // limit of ecs:DescribeServices
constexpr std::size_t tasks_max = 100;    // limit of ecs:DescribeTasks

json::Object object_of(std::initializer_list<std::pair<const char*, json::Value>> members) {
    json::Object object;
    for (const auto& [name, value] : members)
        object[name] = value;
    return object;
}

json::Array part_of(const json::Array& items, std::size_t begin, std::size_t count_max) {
    auto first = items.begin() + static_cast<std::ptrdiff_t>(begin);
    auto count = std::min(items.size() - begin, count_max);
    return json::Array(first, first + static_cast<std::ptrdiff_t>(count));
}

// "…:targetgroup/NAME/ID"
std::string name_in(const std::string& arn) {
    auto end = arn.rfind('/');
    auto begin = end == std::string::npos ? end : arn.rfind('/', end - 1);
    return begin == std::string::npos ? arn : arn.substr(begin + 1, end - begin - 1);
}

std::string last_part(const std::string& arn) {
    return arn.substr(arn.rfind('/') + 1);
}

std::string address_of(const json::Value& task) {
    for (const auto& attachment : list_of(task, "attachments")) {
        for (const auto& detail : list_of(attachment, "details")) {
            if (text_of(detail, "name") == "privateIPv4Address") return text_of(detail, "value");
        }
    }
    return "";
}

// A stopped task and its containers each have a reason.
std::string reason_of(const json::Value& task) {
    auto reason = text_of(task, "stoppedReason");
    for (const auto& container : list_of(task, "containers")) {
        auto why = text_of(container, "reason");
        if (!why.empty())
            reason += (reason.empty() ? "" : "; ") + text_of(container, "name") + ": " + why;
    }
    return reason;
}

Result<std::vector<TaskStatus>> read_tasks(
    const RegionClient& region, const ServiceStatus& service, const std::string& desired_status
) {
    auto arns = ATLAS_TRY(region.list(
        "ecs",
        "ListTasks",
        object_of(
            {{"cluster", service.cluster},
             {"serviceName", service.name},
             {"desiredStatus", desired_status}}
        ),
        "taskArns"
    ));
    std::vector<TaskStatus> tasks;
    for (std::size_t at = 0; at < arns.size(); at += tasks_max) {
        auto described = ATLAS_TRY(region.run(
            "ecs",
            "DescribeTasks",
            object_of({{"cluster", service.cluster}, {"tasks", part_of(arns, at, tasks_max)}})
        ));
        for (const auto& task : list_of(described, "tasks")) {
            tasks.push_back(
                {last_part(text_of(task, "taskArn")),
                 text_of(task, "lastStatus"),
                 text_of(task, "healthStatus"),
                 address_of(task),
                 reason_of(task)}
            );
        }
    }
    return tasks;
}

// The task still runs, but ECS is about to replace it.
bool is_unhealthy(const TaskStatus& task) {
    return task.health == "UNHEALTHY";
}

ServiceStatus service_of(const std::string& cluster, const json::Value& described) {
    ServiceStatus service;
    service.cluster = cluster;
    service.name = text_of(described, "serviceName");
    service.desired = number_of(described, "desiredCount");
    service.running = number_of(described, "runningCount");
    service.pending = number_of(described, "pendingCount");
    const auto& deployments = list_of(described, "deployments");
    for (const auto& deployment : deployments) {
        if (text_of(deployment, "status") == "PRIMARY")
            service.rollout = text_of(deployment, "rolloutState");
    }
    for (const auto& balancer : list_of(described, "loadBalancers")) {
        service.target_groups.push_back(text_of(balancer, "targetGroupArn"));
    }
    for (const auto& event : list_of(described, "events")) {
        if (service.events.size() < events_shown)
            service.events.push_back(text_of(event, "message"));
    }
    service.well = service.running == service.desired && deployments.size() == 1 &&
                   service.rollout != "FAILED";
    return service;
}

Result<> read_cluster(const RegionClient& region, const std::string& cluster, StackStatus& status) {
    auto arns = ATLAS_TRY(region.list(
        "ecs", "ListServices", object_of({{"cluster", cluster}, {"maxResults", 100}}), "serviceArns"
    ));
    for (std::size_t at = 0; at < arns.size(); at += services_max) {
        auto described = ATLAS_TRY(region.run(
            "ecs",
            "DescribeServices",
            object_of({{"cluster", cluster}, {"services", part_of(arns, at, services_max)}})
        ));
        for (const auto& entry : list_of(described, "services")) {
            auto service = service_of(last_part(cluster), entry);
            service.tasks = ATLAS_TRY(read_tasks(region, service, "RUNNING"));
            service.ended = ATLAS_TRY(read_tasks(region, service, "STOPPED"));
            if (service.ended.size() > ended_shown) service.ended.resize(ended_shown);
            service.well = service.well && std::ranges::none_of(service.tasks, is_unhealthy);
            status.services.push_back(std::move(service));
        }
    }
    return {};
}

Result<> read_services(const RegionClient& region, StackStatus& status) {
    for (const auto& arn : ATLAS_TRY(region.list("ecs", "ListClusters", {}, "clusterArns")))
        ATLAS_TRY(read_cluster(region, text_of(arn), status));
    return {};
}

Result<> read_targets(const RegionClient& region, StackStatus& status) {
    for (const auto& group :
         ATLAS_TRY(region.list("elbv2", "DescribeTargetGroups", {}, "TargetGroups"))) {
        auto arn = text_of(group, "TargetGroupArn");
        auto health = ATLAS_TRY(
            region.run("elbv2", "DescribeTargetHealth", object_of({{"TargetGroupArn", arn}}))
        );
        for (const auto& entry : list_of(health, "TargetHealthDescriptions")) {
            auto* target = entry.find("Target");
            auto* state = entry.find("TargetHealth");
            if (!target || !state) continue;
            auto why = text_of(*state, "Description");
            status.targets.push_back(
                {arn,
                 name_in(arn),
                 text_of(*target, "Id"),
                 number_of(*target, "Port"),
                 text_of(*state, "State"),
                 why}
            );
        }
    }
    return {};
}

// Why a host does not work; empty if it does.
std::string host_reason(
    const EndpointStatus& balancer, const std::string& group, std::ptrdiff_t healthy
) {
    if (!balancer.well) return "its balancer " + balancer.name + " is not well";
    // A redirect or a fixed response needs no target.
    bool lacks_target = !group.empty() && healthy == 0;
    return lacks_target ? "no target of " + name_in(group) + " is healthy" : "";
}

// Adds the hosts that a listener's rule names, with the number of healthy targets behind them.
void add_hosts(
    const EndpointStatus& balancer,
    const json::Value& listener,
    const json::Value& rule,
    StackStatus& status
) {
    std::string group;
    std::string kind;
    for (const auto& action : list_of(rule, "Actions")) {
        if (group.empty()) group = text_of(action, "TargetGroupArn");
        kind = text_of(action, "Type");
    }
    auto healthy = std::ranges::count_if(status.targets, [&](const TargetStatus& target) {
        return target.target_group == group && target.state == "healthy";
    });
    auto scheme = text_of(listener, "Protocol") == "HTTPS" ? "https://" : "http://";
    auto port = number_of(listener, "Port");
    auto suffix = port == 443 || port == 80 ? "" : ":" + std::to_string(port);
    for (const auto& condition : list_of(rule, "Conditions")) {
        auto* header = condition.find("HostHeaderConfig");
        if (!header) continue;
        for (const auto& value : list_of(*header, "Values")) {
            auto host = text_of(value);
            auto reason = host_reason(balancer, group, healthy);
            status.endpoints.push_back(
                {"host",
                 host,
                 group.empty() ? kind : std::to_string(healthy) + " healthy",
                 scheme + host + suffix,
                 reason,
                 reason.empty()}
            );
        }
    }
}

Result<> read_hosts(
    const RegionClient& region,
    const std::string& arn_of_balancer,
    const EndpointStatus& balancer,
    StackStatus& status
) {
    auto listeners = ATLAS_TRY(region.list(
        "elbv2", "DescribeListeners", object_of({{"LoadBalancerArn", arn_of_balancer}}), "Listeners"
    ));
    for (const auto& listener : listeners) {
        auto of_listener = object_of({{"ListenerArn", text_of(listener, "ListenerArn")}});
        auto rules = ATLAS_TRY(region.list("elbv2", "DescribeRules", of_listener, "Rules"));
        for (const auto& rule : rules)
            add_hosts(balancer, listener, rule, status);
    }
    return {};
}

Result<> read_balancers(const RegionClient& region, StackStatus& status) {
    for (const auto& balancer :
         ATLAS_TRY(region.list("elbv2", "DescribeLoadBalancers", {}, "LoadBalancers"))) {
        auto* state = balancer.find("State");
        EndpointStatus endpoint{
            "balancer",
            text_of(balancer, "LoadBalancerName"),
            state ? text_of(*state, "Code") : "",
            text_of(balancer, "DNSName"),
            state ? text_of(*state, "Reason") : "",
            false
        };
        // A balancer that serves but is not as desired has a reason.
        endpoint.well = endpoint.state == "active" && endpoint.reason.empty();
        status.endpoints.push_back(endpoint);
        ATLAS_TRY(read_hosts(region, text_of(balancer, "LoadBalancerArn"), endpoint, status));
    }
    return {};
}

Result<> read_kafka(const RegionClient& region, StackStatus& status) {
    for (const auto& cluster :
         ATLAS_TRY(region.list("kafka", "ListClusters", {}, "ClusterInfoList"))) {
        auto arn = text_of(cluster, "ClusterArn");
        auto state = text_of(cluster, "State");
        auto* why = cluster.find("StateInfo");
        EndpointStatus endpoint{
            "kafka",
            text_of(cluster, "ClusterName"),
            state,
            "",
            why ? text_of(*why, "Message") : "",
            false
        };
        endpoint.well = state == "ACTIVE" && endpoint.reason.empty();
        auto brokers = region.run("kafka", "GetBootstrapBrokers", object_of({{"ClusterArn", arn}}));
        if (brokers) {
            endpoint.address = text_of(brokers.value(), "BootstrapBrokerStringPublicSaslIam");
            if (endpoint.address.empty())
                endpoint.address = text_of(brokers.value(), "BootstrapBrokerStringSaslIam");
        }
        status.endpoints.push_back(std::move(endpoint));
    }
    return {};
}

// The region works, but the name resolves to another region.
void note_conflicts(StackStatus& status) {
    for (const auto& conflict : list_of(status.region, "Conflicts")) {
        for (auto& endpoint : status.endpoints) {
            if (endpoint.name == text_of(conflict, "Name") && endpoint.reason.empty())
                endpoint.reason =
                    "but its name leads to region " + text_of(conflict, "OwnerRegion");
        }
    }
}

// Notes are printed but do not make the stack unhealthy.
bool is_present(const json::Value& trouble) {
    return !flag_of(trouble, "Note");
}

bool targets_well(const StackStatus& status, const ServiceStatus& service) {
    return std::ranges::all_of(service.target_groups, [&](const std::string& group) {
        auto healthy = std::ranges::count_if(status.targets, [&](const TargetStatus& target) {
            return target.target_group == group && target.state == "healthy";
        });
        return healthy >= service.desired;
    });
}

}  // namespace

Result<StackStatus> read_status(const RegionClient& region) {
    StackStatus status;
    status.region = ATLAS_TRY(region.describe());
    ATLAS_TRY(read_services(region, status));
    ATLAS_TRY(read_targets(region, status));
    ATLAS_TRY(read_balancers(region, status));
    ATLAS_TRY(read_kafka(region, status));
    note_conflicts(status);
    for (auto& service : status.services)
        service.well = service.well && targets_well(status, service);
    status.well = text_of(status.region, "Shortage").empty() &&
                  std::ranges::all_of(status.services, &ServiceStatus::well) &&
                  std::ranges::all_of(status.endpoints, &EndpointStatus::well) &&
                  std::ranges::none_of(list_of(status.region, "Troubles"), is_present);
    return status;
}

std::vector<std::string> service_names(const StackStatus& status) {
    std::vector<std::string> names;
    for (const auto& service : status.services)
        names.push_back(service.name);
    return names;
}

std::vector<std::string> reasons(const StackStatus& status) {
    std::vector<std::string> lines;
    if (auto shortage = text_of(status.region, "Shortage"); !shortage.empty())
        lines.push_back(shortage);
    for (const auto& trouble : list_of(status.region, "Troubles"))
        if (is_present(trouble))
            lines.push_back(text_of(trouble, "Where") + ": " + text_of(trouble, "What"));
    for (const auto& service : status.services) {
        if (service.well) continue;
        lines.push_back(
            service.name + ": " + std::to_string(service.running) + " of " +
            std::to_string(service.desired) + " tasks running, rollout " + service.rollout
        );
        for (const auto& task : service.ended)
            lines.push_back("  ended  " + task.id + "  " + task.stopped_reason);
        for (const auto& event : service.events)
            lines.push_back("  event  " + event);
    }
    for (const auto& endpoint : status.endpoints) {
        if (endpoint.well) continue;
        lines.push_back(
            endpoint.kind + " " + endpoint.name + " is " + endpoint.state +
            (endpoint.reason.empty() ? "" : ": " + endpoint.reason)
        );
    }
    for (const auto& target : status.targets) {
        if (target.state == "healthy") continue;
        lines.push_back(
            "target " + target.address + ":" + std::to_string(target.port) + " is " + target.state +
            (target.reason.empty() ? "" : ": " + target.reason)
        );
    }
    return lines;
}

const ServiceStatus* find_service(const StackStatus& status, const std::string& name) {
    for (const auto& service : status.services) {
        if (service.name == name || service.name.ends_with("-" + name)) return &service;
    }
    return nullptr;
}

}  // namespace atlas::cli
