// SPDX-License-Identifier: Apache-2.0
#include "network/kernel_network.h"

#include "base/log.h"
#include "linux/file_system.h"
#include "linux/namespace.h"
#include "network/listen_inside.h"
#include "network/object_names.h"
#include "network/refused_rules.h"
#include "network/sandbox.h"
#include "network/vpc_rules.h"
#include "network/watched_keys.h"

namespace atlas::network {
namespace {

using namespace std::chrono_literals;
constexpr auto eni_patience = 1s;

}  // namespace

Result<std::unique_ptr<Network>> Network::open(NetworkOptions options) {
    auto addresses = ATLAS_TRY(Addresses::open(options.home + "/network", options.block));
    auto network = std::make_unique<KernelNetwork>(std::move(options), std::move(addresses));
    ATLAS_TRY(network->start());
    return std::unique_ptr<Network>(std::move(network));
}

KernelNetwork::KernelNetwork(NetworkOptions options, std::unique_ptr<Addresses> addresses)
    : options_(std::move(options)),
      region_directory_(options_.run_directory + "/" + options_.region_id),
      addresses_(std::move(addresses)),
      sandboxes_(sandboxes_directory()) {}

Result<> KernelNetwork::start() {
    ATLAS_TRY(make_public_directory(options_.run_directory));
    ATLAS_TRY(make_public_directory(region_directory_));
    public_table_ =
        ATLAS_TRY(PublicTable::open(runner_, options_.region_id, options_.home + "/network"));
    linux::SystemFileSystem files;
    auto hosts = ATLAS_TRY(linux::load_file(files, options_.hosts_file));
    outside_ = parse_hosts_block(hosts, options_.region_id);
    keeper_ = ATLAS_TRY(Keeper::start([this](const std::string& key) { return look_at(key); }));
    return public_table_->watch(*keeper_, public_key);
}

std::string KernelNetwork::vpc_directory(const std::string& vpc) const {
    return region_directory_ + "/" + vpc;
}

void KernelNetwork::desire(VpcPlan plan) {
    auto id = plan.id;
    auto kept = std::make_shared<const VpcPlan>(std::move(plan));
    std::lock_guard lock(plans_mutex_);
    plans_[id] = std::move(kept);
    auto& vpc = vpcs_[id];
    if (!vpc) vpc = std::make_shared<Vpc>();
    plans_changed_.notify_all();
}

void KernelNetwork::await_enis(const SandboxPlan& plan) {
    std::unique_lock lock(plans_mutex_);
    plans_changed_.wait_for(lock, eni_patience, [&] {
        auto found = plans_.find(plan.vpc);
        if (found == plans_.end()) return false;
        return std::all_of(plan.enis.begin(), plan.enis.end(), [&](const std::string& id) {
            const auto& enis = found->second->enis;
            return std::any_of(enis.begin(), enis.end(), [&](const Eni& each) {
                return each.id == id;
            });
        });
    });
}

KernelNetwork::Plan KernelNetwork::desired(const std::string& vpc) {
    std::lock_guard lock(plans_mutex_);
    auto found = plans_.find(vpc);
    return found == plans_.end() ? nullptr : found->second;
}

Result<std::shared_ptr<KernelNetwork::Vpc>> KernelNetwork::find_vpc(const std::string& vpc) {
    std::lock_guard lock(plans_mutex_);
    auto found = vpcs_.find(vpc);
    if (found == vpcs_.end()) return Error(ErrorCode::not_found, "no plan of " + vpc);
    return found->second;
}

Result<bool> KernelNetwork::bring(Vpc& vpc, const std::string& id) {
    auto plan = desired(id);
    if (!plan || vpc.removed) return Error(ErrorCode::not_found, "no plan of " + id);
    if (vpc.applied == plan) return false;
    auto brought = bring_to(vpc, id, *plan);
    troubles_.note(id, "apply", brought);
    ATLAS_TRY(std::move(brought));
    vpc.applied = std::move(plan);
    return true;
}

Result<> KernelNetwork::bring_to(Vpc& vpc, const std::string& id, const VpcPlan& plan) {
    if (!vpc.router) ATLAS_TRY(open_router(vpc, id, plan));
    ATLAS_TRY(apply_rules(vpc, id, plan));
    if (!vpc.resolver)
        vpc.resolver.emplace(vpc_directory(id), ATLAS_TRY(resolver_address(plan.cidr)));
    ATLAS_TRY(keep_resolver(vpc, id));
    if (!vpc.links_broken) return {};
    ATLAS_TRY(mend_sandboxes(vpc, id, plan));
    vpc.links_broken = false;
    return {};
}

Result<> KernelNetwork::open_router(Vpc& vpc, const std::string& id, const VpcPlan& plan) {
    auto router = ATLAS_TRY(Router::open(runner_, options_.region_id, plan));
    ATLAS_TRY(router->table().watch());
    auto links = ATLAS_TRY(LinkEvents::open(router->descriptor()));
    ATLAS_TRY(keeper_->watch(rules_key + id, router->table().events()));
    ATLAS_TRY(keeper_->watch(links_key + id, links.descriptor()));
    vpc.links.emplace(std::move(links));
    // Links may have been deleted while no region was running.
    vpc.links_broken = true;
    vpc.router = std::move(router);
    return {};
}

/// A single rule that nft refuses would block the whole transaction, revocations included.
Result<> KernelNetwork::apply_rules(Vpc& vpc, const std::string& id, const VpcPlan& plan) {
    auto planned = ATLAS_TRY(plan_vpc_rules(options_.region_id, plan));
    auto applied = vpc.router->table().apply(planned.table);
    if (!applied) {
        auto refused = take_refused_rules(runner_, planned.table);
        if (refused.empty()) return applied;
        for (const auto& rule : refused)
            planned.skipped.push_back("a rule is not applied, nft refuses it: " + rule);
        ATLAS_TRY(vpc.router->table().apply(planned.table));
    }
    troubles_.note(id, "skipped rules", planned.skipped);
    return {};
}

Result<> KernelNetwork::apply(const std::string& id) {
    auto vpc = ATLAS_TRY(find_vpc(id));
    {
        std::lock_guard lock(vpc->mutex);
        ATLAS_TRY(bring(*vpc, id).during("apply " + id));
    }
    return refresh_public();
}

Result<std::vector<std::string>> KernelNetwork::list_vpcs() {
    auto prefix = namespace_prefix(options_.region_id);
    std::vector<std::string> ids;
    for (const auto& name : ATLAS_TRY(linux::list_namespaces(prefix + "vpc-")))
        ids.push_back(name.substr(prefix.size()));
    return ids;
}

Result<> KernelNetwork::remove_vpc(const std::string& id) {
    std::shared_ptr<Vpc> vpc;
    {
        std::lock_guard lock(plans_mutex_);
        if (auto found = vpcs_.find(id); found != vpcs_.end()) vpc = found->second;
        vpcs_.erase(id);
        plans_.erase(id);
    }
    if (vpc) {
        std::lock_guard lock(vpc->mutex);
        // From here on nobody watches it again: a look_at_… in progress has ended. What is still
        // watched, netlink sockets above all, would keep the namespace alive.
        vpc->removed = true;
        for (const auto* key : {rules_key, links_key, resolver_key})
            keeper_->forget(key + id);
        vpc->links.reset();
        vpc->router.reset();
    }
    troubles_.forget(id);
    Resolver(vpc_directory(id), "").stop();
    ATLAS_TRY(linux::remove_namespace(router_namespace(options_.region_id, id)));
    linux::SystemFileSystem files;
    ATLAS_TRY(linux::remove_tree(files, vpc_directory(id)));
    return refresh_public();
}

Result<std::vector<Eni>> KernelNetwork::find_enis(const VpcPlan& plan, const SandboxPlan& sandbox) {
    std::vector<Eni> enis;
    for (const auto& id : sandbox.enis) {
        auto eni = std::find_if(plan.enis.begin(), plan.enis.end(), [&](const Eni& each) {
            return each.id == id;
        });
        if (eni == plan.enis.end())
            return Error(ErrorCode::not_found, plan.id + " has no interface " + id);
        enis.push_back(*eni);
    }
    return enis;
}

Result<std::string> KernelNetwork::open_sandbox(const SandboxPlan& plan) {
    await_enis(plan);
    auto vpc = ATLAS_TRY(find_vpc(plan.vpc));
    bool changed = false;
    std::string path;
    {
        std::lock_guard lock(vpc->mutex);
        changed = ATLAS_TRY(bring(*vpc, plan.vpc).during("apply " + plan.vpc));
        auto enis = ATLAS_TRY(find_enis(*vpc->applied, plan));
        path = ATLAS_TRY(
            network::open_sandbox(*vpc->router, options_.region_id, plan.id, enis, plan.own_users)
        );
        ATLAS_TRY(sandboxes_.put(plan));
    }
    if (changed) ATLAS_TRY(refresh_public());
    return path;
}

/// The record is erased first, under the VPC's mutex, so that closing is not repaired.
Result<> KernelNetwork::close_sandbox(const std::string& id) {
    auto plan = sandboxes_.find(id);
    auto vpc = plan ? find_vpc(plan->vpc) : Error(ErrorCode::not_found, "no record of " + id);
    std::unique_lock<std::mutex> lock;
    if (vpc) lock = std::unique_lock(vpc.value()->mutex);
    ATLAS_TRY(sandboxes_.erase(id));
    return network::close_sandbox(options_.region_id, id);
}

Result<std::vector<std::string>> KernelNetwork::list_sandboxes() {
    auto prefix = sandbox_namespace(options_.region_id, "");
    std::vector<std::string> ids;
    for (const auto& name : ATLAS_TRY(linux::list_namespaces(prefix)))
        ids.push_back(name.substr(prefix.size()));
    return ids;
}

Result<linux::Fd> KernelNetwork::listen_in_router(
    const std::string& id, const std::string& address, std::uint16_t port
) {
    auto vpc = ATLAS_TRY(find_vpc(id));
    std::lock_guard lock(vpc->mutex);
    ATLAS_TRY(bring(*vpc, id).during("apply " + id));
    return vpc->router->listen(address, port);
}

Result<linux::Fd> KernelNetwork::listen_in_sandbox(
    const std::string& id, const std::string& address, std::uint16_t port
) {
    auto space = ATLAS_TRY(linux::open_namespace(sandbox_namespace(options_.region_id, id)));
    return listen_inside(space.number(), address, port);
}

Result<bool> KernelNetwork::is_in_sandbox(const std::string& id, const linux::Fd& socket) {
    auto space = ATLAS_TRY(linux::open_namespace(sandbox_namespace(options_.region_id, id)));
    return linux::is_inside(socket, space);
}

Result<> KernelNetwork::write_inside(
    const std::string& id,
    const std::string& owner,
    const std::map<std::string, std::vector<std::string>>& names
) {
    if (!ATLAS_TRY(write_names(vpc_directory(id), owner, names))) return {};
    auto vpc = find_vpc(id);
    // A resolver that is not known yet reads the names when it is started or taken over.
    if (!vpc) return {};
    std::lock_guard lock(vpc.value()->mutex);
    if (vpc.value()->resolver) vpc.value()->resolver->reload();
    return {};
}

/// An owner's names may have moved from another VPC: remove them everywhere else.
Result<> KernelNetwork::publish_inside(const NameSet& names) {
    linux::SystemFileSystem files;
    for (const auto& vpc : ATLAS_TRY(files.list(region_directory_)))
        if (vpc != names.vpc) ATLAS_TRY(write_inside(vpc, names.owner, {}));
    if (names.vpc.empty()) return {};
    return write_inside(names.vpc, names.owner, names.inside);
}

Result<std::vector<NameConflict>> KernelNetwork::publish(const NameSet& names) {
    std::lock_guard lock(names_mutex_);
    ATLAS_TRY(publish_inside(names).during("publish names of " + names.owner));
    if (names.outside.empty()) {
        outside_.erase(names.owner);
    } else {
        outside_[names.owner] = names.outside;
    }
    std::vector<std::string> reserved;
    for (const auto& name : names.reserved)
        reserved.push_back(
            "the name " + name +
            " is the region's own: the listener rule for it stands, but the name "
            "does not lead to it"
        );
    troubles_.note(names.owner, "reserved names", reserved, Troubles::Weight::note);
    auto all = ATLAS_TRY(write_hosts(
        options_.hosts_file, options_.run_directory + "/lock", options_.region_id, outside_
    ));
    std::vector<NameConflict> own;
    for (const auto& conflict : all)
        if (names.outside.contains(conflict.name)) own.push_back(conflict);
    set_conflicts(std::move(all));
    return own;
}

void KernelNetwork::set_conflicts(std::vector<NameConflict> conflicts) {
    std::lock_guard lock(conflicts_mutex_);
    conflicts_ = std::move(conflicts);
}

std::vector<NameConflict> KernelNetwork::conflicts() {
    std::lock_guard lock(conflicts_mutex_);
    return conflicts_;
}

Result<std::string> KernelNetwork::lease_address(const std::string& owner) {
    return addresses_->lease(owner);
}

Result<> KernelNetwork::release_address(const std::string& owner) {
    return addresses_->release(owner);
}

Result<> KernelNetwork::apply_public(
    const std::string& owner, const std::vector<PublicListener>& listeners
) {
    ATLAS_TRY(public_table_->set(owner, listeners));
    return refresh_public();
}

std::vector<Trouble> KernelNetwork::troubles() {
    return troubles_.list(std::chrono::steady_clock::now());
}

Result<> KernelNetwork::refresh_public() {
    auto refreshed = public_table_->refresh([this] {
        PublicTable::Groups groups;
        std::lock_guard lock(plans_mutex_);
        for (const auto& [id, plan] : plans_)
            for (const auto& group : plan->groups)
                groups[group.id] = group;
        return groups;
    });
    troubles_.note(public_key, "apply", refreshed);
    return refreshed;
}

Result<> KernelNetwork::remove_all() {
    for (const auto& id : ATLAS_TRY(list_sandboxes()))
        ATLAS_TRY(close_sandbox(id));
    for (const auto& id : ATLAS_TRY(list_vpcs()))
        ATLAS_TRY(remove_vpc(id));
    ATLAS_TRY(public_table_->remove());
    keeper_->forget(public_key);
    std::lock_guard lock(names_mutex_);
    outside_.clear();
    set_conflicts({});
    ATLAS_TRY(
        write_hosts(options_.hosts_file, options_.run_directory + "/lock", options_.region_id, {})
    );
    linux::SystemFileSystem files;
    ATLAS_TRY(linux::remove_tree(files, region_directory_));
    linux::leave_namespaces();
    return {};
}

}  // namespace atlas::network
