// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/converge.h"

#include <sstream>

#include "engines/haproxy/check_configuration.h"
#include "engines/haproxy/configuration.h"
#include "engines/haproxy/engine_files.h"
#include "engines/haproxy/public_listeners.h"

namespace atlas::engines::haproxy {
namespace {

// HAProxy answers a successful command with nothing or with one of these.
bool accepted(const std::string& line) {
    return line.empty() || line.starts_with("New server registered") ||
           line.starts_with("Server deleted") || line.starts_with("Already exists");
}

Result<> run_commands(const std::vector<std::string>& commands, const std::string& admin) {
    for (const auto& command : commands) {
        std::istringstream answer(ATLAS_TRY(run_command(admin, command)));
        for (std::string line; std::getline(answer, line);) {
            if (accepted(line)) continue;
            return Error(ErrorCode::conflict, "haproxy refused \"" + command + "\": " + line);
        }
    }
    return {};
}

// The servers' state is stored before it is reported: the next worker or process may start
// unexpectedly and begins with it.
Result<std::map<std::string, ServerStatus>> read_servers(
    const std::string& admin, const std::string& directory
) {
    auto state = ATLAS_TRY(run_command(admin, "show servers state"));
    ATLAS_TRY(keep_server_state(state + "\n", directory));
    return targets_of(parse_stat(ATLAS_TRY(run_command(admin, "show stat"))));
}

// Returns the known refusal of this structure, or checks it now.
std::optional<Refusal> refusal(
    const Wanted& wanted, const Known& known, const std::string& directory
) {
    auto structure = structure_of(wanted.balancer);
    if (known.refused && known.refused->structure == structure) return known.refused;
    auto checked = check_configuration(wanted.balancer, directory);
    if (checked) return std::nullopt;
    return Refusal{std::move(structure), checked.error().message()};
}

}  // namespace

Result<Converged> converge(
    const Wanted& wanted,
    const Known& known,
    const std::string& directory,
    network::Network& network
) {
    Converged converged;
    auto admin = admin_path(directory, known.generation);
    auto pid = worker_pid(admin);
    if (!pid) return converged;
    converged.pid = pid.value();
    converged.servers = ATLAS_TRY(read_servers(admin, directory));
    if (!known.public_applied) ATLAS_TRY(apply_public_listeners(wanted, known.ports, network));
    Applied applied{load_structure(directory), known.ports, {}};
    for (const auto& group : wanted.balancer.groups)
        applied.servers[group.id] = servers_of(group, converged.servers);
    auto change = plan_change(applied, wanted.balancer);
    if (change.kind == Change::Kind::reload || change.kind == Change::Kind::restart) {
        converged.refused = refusal(wanted, known, directory);
        if (converged.refused) return converged;
    }
    converged.left = change.kind;
    if (change.kind == Change::Kind::none) return converged;
    if (change.kind != Change::Kind::commands) {
        ATLAS_TRY(write_files(with_steady_targets(applied, wanted.balancer), directory));
        // The next process starts with these files. The change of ports still shows that this one
        // is to be replaced.
        if (change.kind == Change::Kind::restart)
            ATLAS_TRY(note_structure(structure_of(wanted.balancer), directory));
        return converged;
    }
    // Files first: a HAProxy that is killed now must come back with these servers.
    ATLAS_TRY(write_files(with_steady_targets(applied, wanted.balancer), directory));
    ATLAS_TRY(run_commands(change.commands, admin));
    converged.servers = ATLAS_TRY(read_servers(admin, directory));
    converged.left = Change::Kind::none;
    return converged;
}

}  // namespace atlas::engines::haproxy
