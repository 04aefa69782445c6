// SPDX-License-Identifier: Apache-2.0
#include "network/fake_network.h"

#include <algorithm>

#include <arpa/inet.h>
#include <sys/socket.h>

#include "linux/error.h"

namespace atlas::network {

Result<> FakeNetwork::fail() const {
    if (failure) return Error(*failure);
    return {};
}

void FakeNetwork::desire(VpcPlan plan) {
    std::lock_guard lock(mutex_);
    desired[plan.id] = std::move(plan);
}

Result<> FakeNetwork::apply(const std::string& vpc) {
    std::lock_guard lock(mutex_);
    ATLAS_TRY(fail());
    auto plan = desired.find(vpc);
    if (plan == desired.end()) return Error(ErrorCode::not_found, "no plan of " + vpc);
    applied[vpc] = plan->second;
    return {};
}

Result<std::vector<std::string>> FakeNetwork::list_vpcs() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, plan] : applied)
        ids.push_back(id);
    return ids;
}

Result<> FakeNetwork::remove_vpc(const std::string& vpc) {
    std::lock_guard lock(mutex_);
    ATLAS_TRY(fail());
    desired.erase(vpc);
    applied.erase(vpc);
    return {};
}

Result<std::string> FakeNetwork::open_sandbox(const SandboxPlan& plan) {
    ATLAS_TRY(apply(plan.vpc));
    std::lock_guard lock(mutex_);
    const auto& known = applied[plan.vpc].enis;
    for (const auto& id : plan.enis) {
        if (std::none_of(known.begin(), known.end(), [&](const Eni& eni) { return eni.id == id; }))
            return Error(ErrorCode::not_found, "the plan of " + plan.vpc + " has no " + id);
    }
    sandboxes[plan.id] = plan;
    return "/run/netns/fake-" + plan.id;
}

Result<> FakeNetwork::close_sandbox(const std::string& id) {
    std::lock_guard lock(mutex_);
    ATLAS_TRY(fail());
    sandboxes.erase(id);
    return {};
}

Result<std::vector<std::string>> FakeNetwork::list_sandboxes() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, plan] : sandboxes)
        ids.push_back(id);
    return ids;
}

namespace {

Result<linux::Fd> listen_anywhere() {
    linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error("socket");
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) != 0)
        return linux::last_error("bind");
    if (::listen(socket.number(), 64) != 0) return linux::last_error("listen");
    return socket;
}

}  // namespace

Result<linux::Fd> FakeNetwork::listen_in_router(
    const std::string& vpc, const std::string&, std::uint16_t
) {
    ATLAS_TRY(apply(vpc));
    return listen_anywhere();
}

Result<linux::Fd> FakeNetwork::listen_in_sandbox(
    const std::string& id, const std::string&, std::uint16_t
) {
    std::lock_guard lock(mutex_);
    ATLAS_TRY(fail());
    if (!sandboxes.contains(id)) return Error(ErrorCode::not_found, "no sandbox " + id);
    return listen_anywhere();
}

Result<bool> FakeNetwork::is_in_sandbox(const std::string& id, const linux::Fd&) {
    std::lock_guard lock(mutex_);
    return sandboxes.contains(id);
}

Result<std::vector<NameConflict>> FakeNetwork::publish(const NameSet& set) {
    std::lock_guard lock(mutex_);
    ATLAS_TRY(fail());
    if (set.inside.empty() && set.outside.empty()) {
        names.erase(set.owner);
    } else {
        names[set.owner] = set;
    }
    return std::vector<NameConflict>{};
}

Result<std::string> FakeNetwork::lease_address(const std::string& owner) {
    std::lock_guard lock(mutex_);
    ATLAS_TRY(fail());
    auto leased = addresses.find(owner);
    if (leased != addresses.end()) return leased->second;
    auto address = "127.77.0." + std::to_string(10 + addresses.size());
    addresses[owner] = address;
    return address;
}

Result<> FakeNetwork::release_address(const std::string& owner) {
    std::lock_guard lock(mutex_);
    addresses.erase(owner);
    return {};
}

Result<> FakeNetwork::apply_public(
    const std::string& owner, const std::vector<PublicListener>& listeners
) {
    std::lock_guard lock(mutex_);
    ATLAS_TRY(fail());
    if (listeners.empty()) {
        public_listeners.erase(owner);
    } else {
        public_listeners[owner] = listeners;
    }
    return {};
}

Result<> FakeNetwork::remove_all() {
    std::lock_guard lock(mutex_);
    desired.clear();
    applied.clear();
    sandboxes.clear();
    names.clear();
    public_listeners.clear();
    return {};
}

}  // namespace atlas::network
