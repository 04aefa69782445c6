// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/carry_out.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include "engines/haproxy/configuration.h"
#include "linux/replace_file.h"
#include "net/server.h"

namespace atlas::engines::haproxy {
namespace {

constexpr std::chrono::milliseconds ready_step{5};
constexpr std::chrono::seconds ready_max{10};

std::string admin_path(const std::string& directory) {
    return directory + "/admin.sock";
}
std::string structure_path(const std::string& directory) {
    return directory + "/structure";
}

Result<> write_files(const Balancer& balancer, const std::string& directory) {
    for (const auto& [name, content] : configuration_files(balancer)) {
        ATLAS_TRY(linux::replace_file(directory + "/" + name, content, engine_uid));
    }
    return {};
}

std::string structure_now(const std::string& directory) {
    auto text = linux::read_file(structure_path(directory));
    return text ? std::move(text).value() : "";
}

Result<int> worker_pid(const std::string& directory) {
    auto info = ATLAS_TRY(run_command(admin_path(directory), "show info"));
    auto at = info.find("\nPid: ");
    if (at == std::string::npos) return Error(ErrorCode::io, "haproxy's show info has no Pid");
    return std::atoi(info.c_str() + at + 6);
}

std::map<std::string, std::map<std::string, bool>> servers_of(
    const std::map<std::string, ServerStatus>& statuses
) {
    std::map<std::string, std::map<std::string, bool>> servers;
    for (const auto& [name, status] : statuses) {
        auto slash = name.find('/');
        servers[name.substr(0, slash)][name.substr(slash + 1)] = status.status.starts_with("DRAIN");
    }
    return servers;
}

// HAProxy answers a command that it carried out with nothing or with one of these.
bool accepted(const std::string& answer) {
    return answer.empty() || answer.starts_with("New server registered") ||
           answer.starts_with("Server deleted") || answer.starts_with("Already exists");
}

Result<> run_commands(const std::vector<std::string>& commands, const std::string& directory) {
    for (const auto& command : commands) {
        auto answer = ATLAS_TRY(run_command(admin_path(directory), command));
        if (accepted(answer)) continue;
        return Error(ErrorCode::conflict, "haproxy refused \"" + command + "\": " + answer);
    }
    return {};
}

}  // namespace

Result<> make_directories(const std::string& directory) {
    ATLAS_TRY(linux::make_directory(directory, engine_uid));
    return linux::make_directory(directory + "/certs", engine_uid);
}

Result<Prepared> prepare_start(
    const Wanted& wanted,
    const std::vector<std::uint16_t>& have,
    const std::string& directory,
    network::Network& network
) {
    Prepared prepared;
    prepared.sandbox_path = ATLAS_TRY(network.open_sandbox(wanted.sandbox));
    const auto& balancer = wanted.balancer;
    if (!balancer.public_address.empty()) {
        std::vector<network::PublicListener> listeners;
        for (const auto& listener : balancer.listeners) {
            listeners.push_back(
                {"elb:" + balancer.id,
                 balancer.public_address,
                 listener.port,
                 wanted.security_groups}
            );
        }
        ATLAS_TRY(network.apply_public("elb:" + balancer.id, listeners));
        for (const auto& listener : balancer.listeners) {
            if (std::ranges::find(have, listener.port) != have.end()) continue;
            auto fd = ATLAS_TRY(net::open_listener(balancer.public_address, listener.port));
            prepared.opened.push_back({listener.port, std::move(fd)});
        }
    }
    ATLAS_TRY(make_directories(directory));
    if (structure_now(directory) == structure_of(balancer)) return prepared;
    ATLAS_TRY(write_files(with_applied_targets({}, balancer), directory));
    ATLAS_TRY(linux::replace_file(directory + "/servers.state", "", engine_uid));
    return prepared;
}

Result<int> wait_ready(const Wanted& wanted, const std::string& directory, int not_pid) {
    auto until = std::chrono::steady_clock::now() + ready_max;
    for (;;) {
        auto pid = worker_pid(directory);
        if (pid && pid.value() != not_pid) {
            ATLAS_TRY(linux::replace_file(
                structure_path(directory), structure_of(wanted.balancer), engine_uid
            ));
            return pid.value();
        }
        if (std::chrono::steady_clock::now() > until) {
            return Error(ErrorCode::timed_out, "haproxy does not answer on its admin socket");
        }
        std::this_thread::sleep_for(ready_step);
    }
}

Result<Converged> converge(
    const Wanted& wanted, const std::vector<std::uint16_t>& ports, const std::string& directory
) {
    Converged converged;
    converged.pid = ATLAS_TRY(worker_pid(directory));
    auto stat = ATLAS_TRY(run_command(admin_path(directory), "show stat"));
    converged.servers = parse_stat(stat);
    Applied applied{structure_now(directory), ports, servers_of(converged.servers)};
    auto change = plan_change(applied, wanted.balancer);
    converged.left = change.kind;
    if (change.kind == Change::Kind::reload) {
        auto state = ATLAS_TRY(run_command(admin_path(directory), "show servers state"));
        ATLAS_TRY(linux::replace_file(directory + "/servers.state", state + "\n", engine_uid));
        ATLAS_TRY(write_files(with_applied_targets(applied, wanted.balancer), directory));
    }
    if (change.kind != Change::Kind::commands) return converged;
    // The files first: a HAProxy that is killed now must come back with these servers.
    ATLAS_TRY(write_files(wanted.balancer, directory));
    ATLAS_TRY(run_commands(change.commands, directory));
    stat = ATLAS_TRY(run_command(admin_path(directory), "show stat"));
    converged.servers = parse_stat(stat);
    converged.left = Change::Kind::none;
    return converged;
}

}  // namespace atlas::engines::haproxy
