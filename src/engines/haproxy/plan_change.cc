// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/plan_change.h"

#include <algorithm>

#include "engines/haproxy/configuration.h"

namespace atlas::engines::haproxy {
namespace {

// Each result is one line, which HAProxy executes in one turn of its loop: no request is served in
// between.
std::string initial_server(const TargetGroup& group, const Target& target) {
    auto name = group.id + "/" + server_name(target);
    return "add server " + name + " " + server_words(group, target, Checks::initial) +
           "; enable health " + name + "; enable server " + name + "; set server " + name +
           " health down";
}

std::string steady_server(const TargetGroup& group, const Target& target, bool up) {
    auto name = group.id + "/" + server_name(target);
    auto open = name + std::string(open_suffix);
    return "set server " + name + " state maint; del server " + name + "; add server " + name +
           " " + server_words(group, target, Checks::steady) + "; enable health " + name +
           "; enable server " + name + "; set server " + name + " health " + (up ? "up" : "down") +
           "; add server " + open + " " + server_words(group, target, Checks::none) +
           "; enable server " + open;
}

// Changes a target and its spare in one line; otherwise the spare would get requests in between.
std::string set_state(const std::string& name, const ServerState& state, const std::string& to) {
    auto command = "set server " + name + " state " + to;
    if (state.initial) return command;
    return command + "; set server " + name + std::string(open_suffix) + " state " + to;
}

void remove_target(
    std::vector<std::string>& commands, const std::string& name, const ServerState& state
) {
    commands.push_back(set_state(name, state, "maint"));
    std::vector<std::string> servers{name};
    if (!state.initial) servers.push_back(name + std::string(open_suffix));
    for (const auto& server : servers) {
        commands.push_back("shutdown sessions server " + server);
        commands.push_back("del server " + server);
    }
}

void change_target(
    std::vector<std::string>& commands,
    const TargetGroup& group,
    const Target& target,
    const ServerState& state
) {
    auto name = group.id + "/" + server_name(target);
    if (state.initial) {
        if (target.draining) return remove_target(commands, name, state);
        if (state.passed) commands.push_back(steady_server(group, target, *state.passed));
        return;
    }
    if (state.draining == target.draining) return;
    commands.push_back(set_state(name, state, target.draining ? "drain" : "ready"));
}

void group_commands(
    std::vector<std::string>& commands, const Servers& applied, const TargetGroup& group
) {
    std::map<std::string, const Target*> wanted;
    for (const auto& target : group.targets)
        wanted[server_name(target)] = &target;
    for (const auto& [server, state] : applied) {
        if (!wanted.contains(server)) remove_target(commands, group.id + "/" + server, state);
    }
    for (const auto& [server, target] : wanted) {
        auto found = applied.find(server);
        if (found != applied.end()) {
            change_target(commands, group, *target, found->second);
        } else if (!target->draining) {
            commands.push_back(initial_server(group, *target));
        }
    }
}

bool is_steady(const Applied& applied, const std::string& group, const Target& target) {
    auto servers = applied.servers.find(group);
    if (servers == applied.servers.end()) return false;
    auto found = servers->second.find(server_name(target));
    if (found == servers->second.end()) return false;
    return !found->second.initial || (found->second.passed && !target.draining);
}

}  // namespace

std::chrono::seconds initial_max(const HealthCheck& check) {
    return check.interval * check.unhealthy_threshold;
}

Servers servers_of(const TargetGroup& group, const std::map<std::string, ServerStatus>& statuses) {
    Servers servers;
    auto prefix = group.id + "/";
    for (auto found = statuses.lower_bound(prefix);
         found != statuses.end() && found->first.starts_with(prefix);
         ++found) {
        const auto& status = found->second;
        ServerState state{status.draining, is_initial(status), std::nullopt};
        if (state.initial && status.check.starts_with("L7OK")) {
            state.passed = true;
        } else if (state.initial && status.unchanged >= initial_max(group.health_check)) {
            state.passed = false;
        }
        servers[found->first.substr(prefix.size())] = state;
    }
    return servers;
}

std::string structure_of(const Balancer& balancer) {
    auto bare = balancer;
    for (auto& group : bare.groups)
        group.targets.clear();
    std::string text;
    for (const auto& [name, content] : configuration_files(bare))
        text += "# " + name + "\n" + content;
    // The health check is part of the structure; the targets are not.
    for (const auto& group : bare.groups)
        text += "# " + group.id + " " + server_words(group, {}, Checks::steady) + "\n";
    return text;
}

Change plan_change(const Applied& applied, const Balancer& desired) {
    Change change;
    for (const auto& group : desired.groups) {
        auto found = applied.servers.find(group.id);
        group_commands(
            change.commands, found == applied.servers.end() ? Servers{} : found->second, group
        );
    }
    auto after = applied_after(desired);
    if (applied.ports != after.ports) {
        change.kind = Change::Kind::restart;
    } else if (applied.structure != after.structure) {
        change.kind = Change::Kind::reload;
    } else if (!change.commands.empty()) {
        change.kind = Change::Kind::commands;
    }
    return change;
}

Applied applied_after(const Balancer& desired) {
    Applied applied;
    applied.structure = structure_of(desired);
    for (const auto& listener : desired.listeners)
        applied.ports.push_back(listener.port);
    for (const auto& group : desired.groups) {
        auto& servers = applied.servers[group.id];
        for (const auto& target : group.targets)
            servers[server_name(target)] = {target.draining, false, std::nullopt};
    }
    return applied;
}

Balancer with_steady_targets(const Applied& applied, Balancer desired) {
    for (auto& group : desired.groups) {
        std::erase_if(group.targets, [&](const Target& target) {
            return !is_steady(applied, group.id, target);
        });
    }
    return desired;
}

}  // namespace atlas::engines::haproxy
