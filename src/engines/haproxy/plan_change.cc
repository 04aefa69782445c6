// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/plan_change.h"

#include <algorithm>

#include "engines/haproxy/configuration.h"

namespace atlas::engines::haproxy {
namespace {

using Servers = std::map<std::string, bool>;

void add_server(
    std::vector<std::string>& commands, const TargetGroup& group, const Target& target
) {
    auto name = group.id + "/" + server_name(target);
    // One line, so one turn of HAProxy's loop: `enable server` makes it up, and no request may slip
    // in before it is set down to wait for its checks.
    commands.push_back(
        "add server " + name + " " + server_words(group, target) + "; enable health " + name +
        "; enable server " + name + "; set server " + name + " health down"
    );
}

void remove_server(std::vector<std::string>& commands, const std::string& name) {
    commands.push_back("set server " + name + " state maint");
    commands.push_back("shutdown sessions server " + name);
    commands.push_back("del server " + name);
}

void group_commands(
    std::vector<std::string>& commands, const Servers& applied, const TargetGroup& group
) {
    std::map<std::string, const Target*> wanted;
    for (const auto& target : group.targets)
        wanted[server_name(target)] = &target;
    for (const auto& [server, draining] : applied) {
        if (!wanted.contains(server)) remove_server(commands, group.id + "/" + server);
    }
    for (const auto& [server, target] : wanted) {
        auto found = applied.find(server);
        if (found == applied.end()) {
            if (!target->draining) add_server(commands, group, *target);
        } else if (found->second != target->draining) {
            commands.push_back(
                "set server " + group.id + "/" + server + " state " +
                (target->draining ? "drain" : "ready")
            );
        }
    }
}

}  // namespace

std::string structure_of(const Balancer& balancer) {
    auto bare = balancer;
    for (auto& group : bare.groups)
        group.targets.clear();
    std::string text;
    for (const auto& [name, content] : configuration_files(bare))
        text += "# " + name + "\n" + content;
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
            servers[server_name(target)] = target.draining;
    }
    return applied;
}

Balancer with_applied_targets(const Applied& applied, Balancer desired) {
    for (auto& group : desired.groups) {
        auto found = applied.servers.find(group.id);
        std::erase_if(group.targets, [&](const Target& target) {
            return found == applied.servers.end() || !found->second.contains(server_name(target));
        });
    }
    return desired;
}

}  // namespace atlas::engines::haproxy
