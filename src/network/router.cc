// SPDX-License-Identifier: Apache-2.0
#include "network/router.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/namespace.h"
#include "network/listen_inside.h"
#include "network/object_names.h"
#include "network/vpc_rules.h"

namespace atlas::network {
namespace {

Result<linux::Fd> open_or_create(const std::string& name) {
    auto there = linux::open_namespace(name);
    if (there || there.error().code() != ErrorCode::not_found) return there;
    return linux::create_namespace(name);
}

}  // namespace

Result<> set_switches(
    int network_namespace, const std::vector<std::pair<std::string, std::string>>& switches
) {
    return linux::run_in_namespace(network_namespace, [&]() -> Result<> {
        for (const auto& [name, value] : switches) {
            auto path = "/proc/sys/net/" + name;
            linux::Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
            if (!file && errno == ENOENT) continue;
            if (!file) return linux::last_error("open " + path);
            if (::write(file.number(), value.data(), value.size()) < 0)
                return linux::last_error("write " + path);
        }
        return {};
    });
}

Result<std::unique_ptr<Router>> Router::open(
    linux::ProcessRunner& runner, const std::string& region, const VpcPlan& plan
) {
    auto space = ATLAS_TRY(open_or_create(router_namespace(region, plan.id)));
    auto routes = ATLAS_TRY(linux::RouteSocket::open(space.number()));
    std::unique_ptr<Router> router(new Router(runner, region, std::move(space), std::move(routes)));
    ATLAS_TRY(router->settle(plan));
    return router;
}

/// Also for an existing router: an earlier start may have been interrupted at any step.
Result<> Router::settle(const VpcPlan& plan) {
    ATLAS_TRY(set_switches(
        namespace_.number(),
        {{"ipv6/conf/all/disable_ipv6", "1"},
         {"ipv6/conf/default/disable_ipv6", "1"},
         {"ipv4/conf/all/rp_filter", "0"},
         {"ipv4/conf/default/rp_filter", "0"},
         {"ipv4/conf/all/send_redirects", "0"},
         {"ipv4/conf/default/send_redirects", "0"},
         {"ipv4/ip_forward", "1"}}
    ));
    auto resolver = ATLAS_TRY(resolver_address(plan.cidr));
    for (const auto& address : {resolver, std::string(dns_address), std::string(task_address)})
        ATLAS_TRY(routes_.add_address({"lo", address, 32}));
    // Unused addresses of the VPC are silently dropped as on AWS; addresses outside are
    // unreachable.
    linux::Route nobody;
    nobody.kind = linux::Route::Kind::blackhole;
    nobody.destination = plan.cidr.substr(0, plan.cidr.find('/'));
    nobody.prefix = std::atoi(plan.cidr.substr(plan.cidr.find('/') + 1).c_str());
    ATLAS_TRY(routes_.put_route(nobody));
    linux::Route outside;
    outside.kind = linux::Route::Kind::unreachable;
    return routes_.put_route(outside);
}

Result<> Router::attach(const Eni& eni, const std::string& name, int sandbox) {
    auto here = router_interface(region_, eni.id);
    ATLAS_TRY(routes_.delete_link(here));
    ATLAS_TRY(routes_.add_veth(here, name, sandbox));
    ATLAS_TRY(routes_.set_up(here));
    ATLAS_TRY(routes_.add_address({here, gateway_address, 32}));
    linux::Route route;
    route.destination = eni.address;
    route.prefix = 32;
    route.interface = here;
    return routes_.put_route(route);
}

Result<> Router::await_running(const Eni& eni) {
    return routes_.await_running(router_interface(region_, eni.id));
}

Result<linux::Fd> Router::listen(const std::string& address, std::uint16_t port) {
    return listen_inside(namespace_.number(), address, port);
}

}  // namespace atlas::network
