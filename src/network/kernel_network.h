// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "linux/process_runner.h"
#include "network/addresses.h"
#include "network/hosts_file.h"
#include "network/keeper.h"
#include "network/link_events.h"
#include "network/network.h"
#include "network/public_table.h"
#include "network/resolver.h"
#include "network/router.h"
#include "network/sandbox_records.h"
#include "network/troubles.h"

namespace atlas::network {

/// The Network of this machine's kernel. Lock order, outermost first: names_mutex_, a VPC's mutex,
/// plans_mutex_. The public table, sandbox records, conflicts and troubles have their own locks,
/// taken last. names_mutex_ and a VPC's mutex are held while files, locks of other regions and
/// programs are waited for; whatever the region thread calls must not take them.
///
/// The kernel reports changes by others: to nftables of each router and of the host, to links of
/// each router, and the end of a resolver. The keeper's thread waits for these and repairs them
/// (mend.cc).
class KernelNetwork final : public Network {
public:
    KernelNetwork(NetworkOptions options, std::unique_ptr<Addresses> addresses);
    /// The part of construction that can fail; Network::open calls it once.
    Result<> start();

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
    std::vector<NameConflict> conflicts() override;
    std::vector<Trouble> troubles() override;
    Result<std::string> lease_address(const std::string& owner) override;
    Result<> release_address(const std::string& owner) override;
    Result<> apply_public(const std::string& owner, const std::vector<PublicListener>& listeners)
        override;
    Result<> remove_all() override;

private:
    using Plan = std::shared_ptr<const VpcPlan>;

    /// The kernel state of one VPC.
    struct Vpc {
        std::mutex mutex;
        // Guarded by mutex.
        std::unique_ptr<Router> router;
        std::optional<Resolver> resolver;
        std::optional<LinkEvents> links;
        bool links_broken = false;  // links of sandboxes may be missing
        // The plan that the kernel matches.
        Plan applied;
        bool removed = false;
    };

    std::string vpc_directory(const std::string& vpc) const;
    Plan desired(const std::string& vpc);
    /// Waits up to a second until the desired plan has all these interfaces: a caller may be faster
    /// than the commit of the interface that it creates.
    void await_enis(const SandboxPlan& plan);
    Result<std::shared_ptr<Vpc>> find_vpc(const std::string& vpc);
    // Under the VPC's mutex.
    /// Brings the kernel to the desired plan; returns whether it changed anything, since the public
    /// rules then depend on new groups. An error is reported as a trouble until the call succeeds.
    Result<bool> bring(Vpc& vpc, const std::string& id);
    Result<> bring_to(Vpc& vpc, const std::string& id, const VpcPlan& plan);
    Result<> open_router(Vpc& vpc, const std::string& id, const VpcPlan& plan);
    Result<> apply_rules(Vpc& vpc, const std::string& id, const VpcPlan& plan);
    Result<> keep_resolver(Vpc& vpc, const std::string& id);
    Result<int> mend_sandboxes(Vpc& vpc, const std::string& id, const VpcPlan& plan);
    static Result<std::vector<Eni>> find_enis(const VpcPlan& plan, const SandboxPlan& sandbox);

    // On the keeper's thread; false = try again after a second.
    bool look_at(const std::string& key);
    bool look_at_rules(const std::string& id, Vpc& vpc);
    bool look_at_links(const std::string& id, Vpc& vpc);
    bool look_at_resolver(const std::string& id, Vpc& vpc);
    bool look_at_public();

    std::string sandboxes_directory() const { return region_directory_ + "/sandboxes"; }
    Result<> refresh_public();
    Result<> publish_inside(const NameSet& names);
    void set_conflicts(std::vector<NameConflict> conflicts);
    Result<> write_inside(
        const std::string& vpc,
        const std::string& owner,
        const std::map<std::string, std::vector<std::string>>& names
    );

    // Constant after the start.
    const NetworkOptions options_;
    const std::string region_directory_;
    const std::unique_ptr<Addresses> addresses_;
    std::unique_ptr<PublicTable> public_table_;
    linux::SystemProcessRunner runner_;
    Troubles troubles_;
    SandboxRecords sandboxes_;

    std::mutex plans_mutex_;
    // Guarded by plans_mutex_.
    std::map<std::string, Plan> plans_;
    std::map<std::string, std::shared_ptr<Vpc>> vpcs_;
    std::condition_variable plans_changed_;

    std::mutex names_mutex_;
    // Guarded by names_mutex_.
    OwnedNames outside_;

    std::mutex conflicts_mutex_;
    // Guarded by conflicts_mutex_.
    std::vector<NameConflict> conflicts_;

    std::unique_ptr<Keeper> keeper_;  // last: its thread ends before the others are destroyed
};

}  // namespace atlas::network
