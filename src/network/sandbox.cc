// SPDX-License-Identifier: Apache-2.0
#include "network/sandbox.h"

#include <algorithm>
#include <set>

#include "linux/namespace.h"
#include "network/object_names.h"
#include "network/vpc_rules.h"

namespace atlas::network {
namespace {

// eth<n> uses routing table first_table + n.
constexpr std::uint32_t first_table = 101;

std::string interface_name(std::size_t index) {
    return "eth" + std::to_string(index);
}

/// eth0's default route is in the main table. Each further interface has its own table, selected by
/// its source address, so that an engine that binds its source address uses the right interface.
Result<> settle_interface(linux::RouteSocket& routes, const Eni& eni, std::size_t index) {
    auto name = interface_name(index);
    ATLAS_TRY(routes.set_up(name));
    ATLAS_TRY(routes.add_address({name, eni.address, 32}));
    linux::Route to_gateway;
    to_gateway.destination = gateway_address;
    to_gateway.prefix = 32;
    to_gateway.interface = name;
    linux::Route by_gateway;
    by_gateway.gateway = gateway_address;
    by_gateway.interface = name;
    if (index > 0) {
        to_gateway.table = by_gateway.table = first_table + static_cast<std::uint32_t>(index);
        ATLAS_TRY(routes.add_rule(eni.address, by_gateway.table));
    }
    ATLAS_TRY(routes.put_route(to_gateway));
    return routes.put_route(by_gateway);
}

Result<bool> stands_as_planned(const linux::Fd& space, const std::vector<Eni>& enis) {
    auto routes = ATLAS_TRY(linux::RouteSocket::open(space.number()));
    std::set<std::pair<std::string, std::string>> wanted;
    std::set<std::pair<std::string, std::string>> found;
    for (std::size_t index = 0; index < enis.size(); ++index)
        wanted.emplace(interface_name(index), enis[index].address);
    for (const auto& entry : ATLAS_TRY(routes.list_addresses()))
        if (entry.interface != "lo") found.emplace(entry.interface, entry.address);
    return wanted == found;
}

Result<> fill(Router& router, const linux::Fd& space, const std::vector<Eni>& enis) {
    ATLAS_TRY(set_switches(
        space.number(),
        {{"ipv6/conf/all/disable_ipv6", "1"},
         {"ipv6/conf/default/disable_ipv6", "1"},
         {"ipv4/conf/all/rp_filter", "0"},
         {"ipv4/conf/default/rp_filter", "0"},
         // As in container engines: an image that serves port 80 need not run as root.
         {"ipv4/ip_unprivileged_port_start", "0"},
         {"ipv4/ping_group_range", "0 2147483647"}}
    ));
    auto routes = ATLAS_TRY(linux::RouteSocket::open(space.number()));
    for (std::size_t index = 0; index < enis.size(); ++index) {
        ATLAS_TRY(router.attach(enis[index], interface_name(index), space.number()));
        ATLAS_TRY(settle_interface(routes, enis[index], index));
    }
    for (const auto& eni : enis)
        ATLAS_TRY(router.await_running(eni));
    return {};
}

}  // namespace

Result<std::string> open_sandbox(
    Router& router,
    const std::string& region,
    const std::string& id,
    const std::vector<Eni>& enis,
    bool own_users
) {
    auto name = sandbox_namespace(region, id);
    if (auto there = linux::open_namespace(name)) {
        if (ATLAS_TRY(stands_as_planned(there.value(), enis))) return linux::namespace_path(name);
        ATLAS_TRY(close_sandbox(region, id));
    }
    auto space =
        ATLAS_TRY(own_users ? linux::create_owned_namespace(name) : linux::create_namespace(name));
    auto filled = fill(router, space, enis);
    if (!filled) {
        (void)close_sandbox(region, id);
        return std::move(filled).error().during("open sandbox " + id);
    }
    return linux::namespace_path(name);
}

Result<int> mend_sandbox(
    Router& router, const std::string& region, const std::string& id, const std::vector<Eni>& enis
) {
    auto space = linux::open_namespace(sandbox_namespace(region, id));
    if (!space) return 0;
    auto routes = ATLAS_TRY(linux::RouteSocket::open(space.value().number()));
    const auto links = ATLAS_TRY(routes.list_links());
    std::vector<Eni> missing;
    for (std::size_t index = 0; index < enis.size(); ++index) {
        auto name = interface_name(index);
        if (std::find(links.begin(), links.end(), name) != links.end()) continue;
        ATLAS_TRY(router.attach(enis[index], name, space.value().number()));
        ATLAS_TRY(settle_interface(routes, enis[index], index));
        missing.push_back(enis[index]);
    }
    for (const auto& eni : missing)
        ATLAS_TRY(router.await_running(eni));
    return static_cast<int>(missing.size());
}

Result<> close_sandbox(const std::string& region, const std::string& id) {
    auto name = sandbox_namespace(region, id);
    if (auto space = linux::open_namespace(name)) {
        auto routes = ATLAS_TRY(linux::RouteSocket::open(space.value().number()));
        for (const auto& link : ATLAS_TRY(routes.list_links()))
            if (link.starts_with("eth")) ATLAS_TRY(routes.delete_link(link));
    }
    return linux::remove_namespace(name);
}

}  // namespace atlas::network
