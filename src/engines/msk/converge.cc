// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/converge.h"

#include <filesystem>
#include <set>
#include <thread>

#include "base/log.h"
#include "engines/msk/control_client.h"
#include "engines/msk/files.h"
#include "net/server.h"

namespace atlas::engines::msk {
namespace {

constexpr std::chrono::milliseconds ready_step{20};

std::string owner_of(const Cluster& cluster) {
    return "kafka:" + cluster.id;
}

std::string owner_of(const Cluster& cluster, const Broker& broker) {
    return owner_of(cluster) + ":" + std::to_string(broker.id);
}

/// Leased addresses, one a broker, behind the host's rules: what no rule names is open.
Result<std::vector<network::PublicListener>> guard_public(const Step& step) {
    const auto& cluster = step.cluster;
    std::vector<network::PublicListener> listeners;
    for (const auto& broker : cluster.brokers) {
        auto address = ATLAS_TRY(step.network->lease_address(owner_of(cluster, broker)));
        listeners.push_back(
            {owner_of(cluster), std::move(address), public_port, cluster.security_groups}
        );
    }
    ATLAS_TRY(step.network->apply_public(owner_of(cluster), listeners));
    return listeners;
}

Result<std::vector<linux::Fd>> open_public(const Step& step) {
    std::vector<linux::Fd> sockets;
    for (const auto& listener : ATLAS_TRY(guard_public(step)))
        sockets.push_back(ATLAS_TRY(net::open_listener(listener.address, listener.port)));
    return sockets;
}

Result<> close_public(const Step& step) {
    for (const auto& broker : step.cluster.brokers)
        ATLAS_TRY(step.network->release_address(owner_of(step.cluster, broker)));
    return step.network->apply_public(owner_of(step.cluster), {});
}

Result<> publish(const Step& step) {
    network::NameSet names;
    names.owner = owner_of(step.cluster);
    names.vpc = step.cluster.vpc;
    for (const auto& broker : step.cluster.brokers) {
        names.inside[broker.host] = {broker.address};
        if (!step.cluster.public_access) continue;
        names.outside[broker.public_host] =
            ATLAS_TRY(step.network->lease_address(owner_of(step.cluster, broker)));
    }
    auto conflicts = ATLAS_TRY(step.network->publish(names));
    for (const auto& conflict : conflicts)
        log::warning("msk", "{} belongs to region {}", conflict.name, conflict.owner_region);
    return {};
}

Result<> write(const Step& step) {
    return write_files(
        step.folder,
        step.cluster,
        step.cluster.public_access,
        step.identities,
        step.authority,
        step.now
    );
}

/// Ids of the brokers that show a public listener.
Result<std::set<std::int64_t>> public_brokers(const std::string& folder) {
    auto status = ATLAS_TRY(control(folder, R"({"command":"status"})"));
    std::set<std::int64_t> shown;
    auto* listeners = status.find("listeners");
    if (!listeners || !listeners->as_array()) return shown;
    for (const auto& one : *listeners->as_array()) {
        auto* set = one.find("set");
        auto* broker = one.find("broker");
        if (set && *set == json::Value("public") && broker && broker->as_int())
            shown.insert(*broker->as_int());
    }
    return shown;
}

Result<> add_public(const Step& step, const std::set<std::int64_t>& shown) {
    auto listeners = ATLAS_TRY(guard_public(step));
    for (std::size_t index = 0; index < listeners.size(); ++index) {
        const auto& broker = step.cluster.brokers[index];
        if (shown.contains(broker.id)) continue;
        auto socket =
            ATLAS_TRY(net::open_listener(listeners[index].address, listeners[index].port));
        auto command =
            R"({"command":"add-listener","listener":)" + public_listener_text(broker) + "}";
        ATLAS_TRY(control(step.folder, command, &socket));
    }
    return {};
}

Result<> take_public_away(const Step& step, const std::set<std::int64_t>& shown) {
    if (!shown.empty())
        ATLAS_TRY(control(step.folder, R"({"command":"remove-listeners","set":"public"})"));
    return close_public(step);
}

}  // namespace

network::SandboxPlan sandbox_of(const Cluster& cluster) {
    network::SandboxPlan plan{"msk-" + cluster.id, cluster.vpc, {}};
    for (const auto& broker : cluster.brokers)
        plan.enis.push_back(broker.eni);
    return plan;
}

Result<Prepared> prepare(const Step& step) {
    Prepared prepared;
    prepared.sandbox_path = ATLAS_TRY(step.network->open_sandbox(sandbox_of(step.cluster)));
    if (step.cluster.public_access) {
        prepared.public_sockets = ATLAS_TRY(open_public(step));
    } else {
        ATLAS_TRY(close_public(step));
    }
    ATLAS_TRY(publish(step));
    ATLAS_TRY(write(step));
    return prepared;
}

Result<> wait_ready(
    const std::string& folder, std::chrono::milliseconds limit, const std::stop_token& given_up
) {
    auto until = std::chrono::steady_clock::now() + limit;
    for (;;) {
        auto asked = control(folder, R"({"command":"status"})");
        if (asked.ok()) return {};
        if (given_up.stop_requested() || std::chrono::steady_clock::now() > until)
            return std::move(asked).error();
        std::this_thread::sleep_for(ready_step);
    }
}

Result<> converge(const Step& step) {
    auto shown = ATLAS_TRY(public_brokers(step.folder));
    ATLAS_TRY(write(step));
    ATLAS_TRY(control(step.folder, R"({"command":"reload"})"));
    if (step.cluster.public_access) {
        ATLAS_TRY(add_public(step, shown));
    } else {
        ATLAS_TRY(take_public_away(step, shown));
    }
    return publish(step);
}

Result<> clear(const Step& step) {
    ATLAS_TRY(step.network->publish({"kafka:" + step.cluster.id, step.cluster.vpc, {}, {}}));
    ATLAS_TRY(close_public(step));
    ATLAS_TRY(step.network->close_sandbox("msk-" + step.cluster.id));
    std::error_code ignored;
    std::filesystem::remove_all(step.folder, ignored);
    return {};
}

}  // namespace atlas::engines::msk
