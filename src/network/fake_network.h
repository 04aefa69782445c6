// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "network/network.h"

namespace atlas::network {

/// An in-memory Network for tests of its callers: accepts every plan, records calls and needs no
/// root. Its listeners are sockets on 127.0.0.1 with a port chosen by the kernel. Any thread; read
/// the members only while no call is running.
class FakeNetwork final : public Network {
public:
    using Network::apply;
    void desire(VpcPlan plan) override;
    Result<> apply(const std::string& vpc) override;
    Result<std::vector<std::string>> list_vpcs() override;
    Result<> remove_vpc(const std::string& vpc) override;
    Result<std::string> open_sandbox(const SandboxPlan& plan) override;
    Result<> close_sandbox(const std::string& id) override;
    Result<std::vector<std::string>> list_sandboxes() override;
    Result<linux::Fd> listen_in_router(
        const std::string& vpc, const std::string& address, std::uint16_t port
    ) override;
    Result<linux::Fd> listen_in_sandbox(
        const std::string& id, const std::string& address, std::uint16_t port
    ) override;
    Result<bool> is_in_sandbox(const std::string& id, const linux::Fd& socket) override;
    Result<std::vector<NameConflict>> publish(const NameSet& names) override;
    std::vector<NameConflict> conflicts() override { return {}; }
    std::vector<Trouble> troubles() override { return {}; }
    Result<std::string> lease_address(const std::string& owner) override;
    Result<> release_address(const std::string& owner) override;
    Result<> apply_public(const std::string& owner, const std::vector<PublicListener>& listeners)
        override;
    Result<> remove_all() override;

    std::map<std::string, VpcPlan> desired;
    std::map<std::string, VpcPlan> applied;
    std::map<std::string, SandboxPlan> sandboxes;
    std::map<std::string, NameSet> names;
    std::map<std::string, std::string> addresses;
    std::map<std::string, std::vector<PublicListener>> public_listeners;
    /// While set, calls that change something fail with this error, except `desire`,
    /// `release_address` and `remove_all`.
    std::optional<Error> failure;

private:
    Result<> fail() const;

    std::mutex mutex_;
};

}  // namespace atlas::network
