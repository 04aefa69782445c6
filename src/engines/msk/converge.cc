// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/converge.h"

#include "base/log.h"
#include "engines/msk/control_client.h"
#include "engines/msk/files.h"
#include "engines/msk/ready_socket.h"
#include "linux/file_system.h"

namespace atlas::engines::msk {
namespace {

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
    return write_files(step.folder, step.cluster, step.identities, step.authority, step.now);
}

Result<Descriptors> ask_descriptors(const std::string& folder) {
    return descriptors_in(ATLAS_TRY(control(folder, R"({"command":"status"})")));
}

bool is_public(const std::string& name) {
    return name.starts_with("public/");
}

/// Adds the public listeners that the broker lacks; returns what it has afterwards.
Result<Descriptors> add_public(const Step& step, Descriptors has) {
    auto opened = ATLAS_TRY(open_public(step.cluster, *step.network, step.held, has));
    for (const auto& broker : step.cluster.brokers) {
        auto socket = opened.find(socket_name("public", broker.id));
        if (socket == opened.end()) continue;
        auto command =
            R"({"command":"add-listener","listener":)" + public_listener_text(broker) + "}";
        ATLAS_TRY(control(step.folder, command, socket->second.get()));
    }
    return opened.empty() ? has : ask_descriptors(step.folder);
}

Result<Descriptors> take_public_away(const Step& step, Descriptors has) {
    if (std::erase_if(has, [](const auto& each) { return is_public(each.first); }) > 0)
        ATLAS_TRY(control(step.folder, R"({"command":"remove-listeners","set":"public"})"));
    ATLAS_TRY(close_public(step.cluster, *step.network));
    return has;
}

network::SandboxPlan sandbox_of(const Cluster& cluster) {
    network::SandboxPlan plan{"msk-" + cluster.id, cluster.vpc, {}};
    for (const auto& broker : cluster.brokers)
        plan.enis.push_back(broker.eni);
    return plan;
}

}  // namespace

Result<Prepared> prepare(const Step& step) {
    Prepared prepared;
    const auto& cluster = step.cluster;
    prepared.sandbox_path = ATLAS_TRY(step.network->open_sandbox(sandbox_of(cluster)));
    prepared.sockets = ATLAS_TRY(open_internal(cluster, *step.network, step.held));
    if (cluster.public_access) {
        prepared.sockets.merge(ATLAS_TRY(open_public(cluster, *step.network, step.held)));
    } else {
        ATLAS_TRY(close_public(cluster, *step.network));
    }
    ATLAS_TRY(publish(step));
    ATLAS_TRY(write(step));
    return prepared;
}

Result<Descriptors> wait_ready(
    const std::string& folder, std::chrono::milliseconds limit, const std::stop_token& given_up
) {
    auto ready = ATLAS_TRY(ReadySocket::bind(folder));
    // Ask first: a broker that already serves does not report it again.
    auto asked = ask_descriptors(folder);
    if (asked.ok() || !ready.wait(limit, given_up)) return asked;
    return ask_descriptors(folder);
}

Result<std::string> trouble_of(const std::string& folder) {
    auto answer = control(folder, R"({"command":"trouble"})");
    if (!answer && answer.error().code() == ErrorCode::invalid_argument) return std::string();
    const auto told = ATLAS_TRY(std::move(answer));
    const auto* trouble = told.find("trouble");
    const auto* text = trouble ? trouble->as_string() : nullptr;
    return text ? *text : std::string();
}

Result<Descriptors> converge(const Step& step) {
    auto has = ATLAS_TRY(ask_descriptors(step.folder));
    ATLAS_TRY(write(step));
    ATLAS_TRY(control(step.folder, R"({"command":"reload"})"));
    auto then = step.cluster.public_access ? add_public(step, std::move(has))
                                           : take_public_away(step, std::move(has));
    auto descriptors = ATLAS_TRY(std::move(then));
    ATLAS_TRY(publish(step));
    return descriptors;
}

Result<> clear(const Step& step) {
    ATLAS_TRY(step.network->publish({owner_of(step.cluster), step.cluster.vpc, {}, {}}));
    ATLAS_TRY(close_public(step.cluster, *step.network));
    ATLAS_TRY(step.network->close_sandbox("msk-" + step.cluster.id));
    linux::SystemFileSystem files;
    return linux::remove_tree(files, step.folder);
}

}  // namespace atlas::engines::msk
