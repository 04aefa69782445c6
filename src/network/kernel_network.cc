// SPDX-License-Identifier: Apache-2.0
#include "network/kernel_network.h"

#include "base/log.h"
#include "linux/file_system.h"
#include "linux/namespace.h"
#include "network/listen_inside.h"
#include "network/object_names.h"
#include "network/sandbox.h"
#include "network/vpc_rules.h"

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
      addresses_(std::move(addresses)) {}

Result<> KernelNetwork::start() {
    ATLAS_TRY(make_public_directory(options_.run_directory));
    ATLAS_TRY(make_public_directory(region_directory_));
    public_table_ =
        ATLAS_TRY(PublicTable::open(runner_, options_.region_id, options_.home + "/network"));
    linux::SystemFileSystem files;
    auto hosts = ATLAS_TRY(linux::load_file(files, options_.hosts_file));
    outside_ = parse_hosts_block(hosts, options_.region_id);
    keeper_ =
        ATLAS_TRY(Keeper::start([this](const std::string& vpc) { return revive_resolver(vpc); }));
    return {};
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
    auto rules = ATLAS_TRY(plan_vpc_rules(options_.region_id, *plan));
    if (!vpc.router) vpc.router = ATLAS_TRY(Router::open(runner_, options_.region_id, *plan));
    ATLAS_TRY(vpc.router->table().apply(rules));
    if (!vpc.resolver)
        vpc.resolver.emplace(vpc_directory(id), ATLAS_TRY(resolver_address(plan->cidr)));
    ATLAS_TRY(keep_resolver(vpc, id));
    vpc.applied = std::move(plan);
    return true;
}

Result<> KernelNetwork::keep_resolver(Vpc& vpc, const std::string& id) {
    if (!ATLAS_TRY(vpc.resolver->ensure(runner_, vpc.router->descriptor()))) return {};
    return keeper_->watch(id, vpc.resolver->process());
}

bool KernelNetwork::revive_resolver(const std::string& id) {
    auto vpc = find_vpc(id);
    if (!vpc) return true;
    std::lock_guard lock(vpc.value()->mutex);
    if (vpc.value()->removed || !vpc.value()->resolver) return true;
    log::warning("network", "the resolver of {} ended; starting it again", id);
    auto started = keep_resolver(*vpc.value(), id);
    if (!started) log::error("network", "resolver of {}: {}", id, started.error().message());
    return started.ok();
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
    keeper_->forget(id);
    if (vpc) {
        std::lock_guard lock(vpc->mutex);
        vpc->removed = true;
        vpc->router.reset();
    }
    Resolver(vpc_directory(id), "").stop();
    ATLAS_TRY(linux::remove_namespace(router_namespace(options_.region_id, id)));
    linux::SystemFileSystem files;
    ATLAS_TRY(linux::remove_tree(files, vpc_directory(id)));
    return refresh_public();
}

Result<std::string> KernelNetwork::open_sandbox(const SandboxPlan& plan) {
    await_enis(plan);
    auto vpc = ATLAS_TRY(find_vpc(plan.vpc));
    bool changed = false;
    std::string path;
    {
        std::lock_guard lock(vpc->mutex);
        changed = ATLAS_TRY(bring(*vpc, plan.vpc).during("apply " + plan.vpc));
        std::vector<Eni> enis;
        for (const auto& id : plan.enis) {
            const auto& known = vpc->applied->enis;
            auto eni = std::find_if(known.begin(), known.end(), [&](const Eni& each) {
                return each.id == id;
            });
            if (eni == known.end())
                return Error(ErrorCode::not_found, plan.vpc + " has no interface " + id);
            enis.push_back(*eni);
        }
        path = ATLAS_TRY(
            network::open_sandbox(*vpc->router, options_.region_id, plan.id, enis, plan.own_users)
        );
    }
    if (changed) ATLAS_TRY(refresh_public());
    return path;
}

Result<> KernelNetwork::close_sandbox(const std::string& id) {
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

/// An owner's names may have moved from another VPC: each has the set or nothing.
Result<> KernelNetwork::publish_inside(const NameSet& names) {
    linux::SystemFileSystem files;
    for (const auto& vpc : ATLAS_TRY(files.list(region_directory_)))
        if (vpc != names.vpc) ATLAS_TRY(write_names(vpc_directory(vpc), names.owner, {}));
    if (names.vpc.empty()) return {};
    return write_names(vpc_directory(names.vpc), names.owner, names.inside);
}

Result<std::vector<NameConflict>> KernelNetwork::publish(const NameSet& names) {
    std::lock_guard lock(names_mutex_);
    ATLAS_TRY(publish_inside(names).during("publish names of " + names.owner));
    if (names.outside.empty()) {
        outside_.erase(names.owner);
    } else {
        outside_[names.owner] = names.outside;
    }
    conflicts_ = ATLAS_TRY(write_hosts(
        options_.hosts_file, options_.run_directory + "/lock", options_.region_id, outside_
    ));
    std::vector<NameConflict> own;
    for (const auto& conflict : conflicts_)
        if (names.outside.contains(conflict.name)) own.push_back(conflict);
    return own;
}

std::vector<NameConflict> KernelNetwork::conflicts() {
    std::lock_guard lock(names_mutex_);
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

Result<> KernelNetwork::refresh_public() {
    return public_table_->refresh([this] {
        PublicTable::Groups groups;
        std::lock_guard lock(plans_mutex_);
        for (const auto& [id, plan] : plans_)
            for (const auto& group : plan->groups)
                groups[group.id] = group;
        return groups;
    });
}

Result<> KernelNetwork::remove_all() {
    for (const auto& id : ATLAS_TRY(list_sandboxes()))
        ATLAS_TRY(close_sandbox(id));
    for (const auto& id : ATLAS_TRY(list_vpcs()))
        ATLAS_TRY(remove_vpc(id));
    ATLAS_TRY(public_table_->remove());
    std::lock_guard lock(names_mutex_);
    outside_.clear();
    conflicts_.clear();
    ATLAS_TRY(
        write_hosts(options_.hosts_file, options_.run_directory + "/lock", options_.region_id, {})
    );
    linux::SystemFileSystem files;
    ATLAS_TRY(linux::remove_tree(files, region_directory_));
    linux::leave_namespaces();
    return {};
}

}  // namespace atlas::network
