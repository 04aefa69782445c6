// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/balancers.h"

#include <algorithm>

#include "aws/elbv2/attributes.h"
#include "aws/elbv2/balancer_plan.h"
#include "aws/elbv2/place_interfaces.h"
#include "base/log.h"

namespace atlas::aws::elbv2 {
namespace {

using Health = engines::haproxy::Health;

const char* state_name(Health::State state) {
    switch (state) {
        case Health::State::initial:
            return "initial";
        case Health::State::healthy:
            return "healthy";
        case Health::State::unhealthy:
            return "unhealthy";
        case Health::State::draining:
            return "draining";
    }
    return "initial";
}

}  // namespace

Balancers::Balancers(
    Host& host, State& state, engines::haproxy::Engine& engine, network::Network& network
)
    : host_(host),
      state_(state),
      engine_(engine),
      network_(network),
      loop_(
          host,
          state.balancers,
          "elb",
          [this](
              const std::string& arn, const BalancerRow* row, store::Durable durable, Done done
          ) {
              if (!row) return done({});
              step(arn, *row, durable, std::move(done));
          }
      ) {
    engine_.on_change(life_.guard([this](const std::string& id) { engine_changed(id); }));
}

void Balancers::step(
    const std::string& arn, const BalancerRow& row, store::Durable durable, Done done
) {
    if (row.deleting) return take_down(row, durable, std::move(done));
    prepare(arn, row, std::move(done));
}

std::string Balancers::trouble(const BalancerRow& row) const {
    auto trouble = loop_.trouble(row.balancer.load_balancer_arn.value_or(""));
    return trouble.empty() ? engine_.trouble(row.id) : trouble;
}

network::NameSet Balancers::names_of(const BalancerRow& row, const std::string& address) const {
    network::NameSet names;
    names.owner = "elb:" + row.id;
    names.vpc = row.balancer.vpc_id.value_or("");
    auto hosts = host_names(state_, row, host_.place());
    names.reserved = std::move(hosts.reserved);
    auto all = std::move(hosts.published);
    all.push_back(row.balancer.dns_name.value_or(""));
    for (const auto& name : all) {
        for (const auto& interface : row.interfaces)
            names.inside[name].push_back(interface.address);
        if (!address.empty()) names.outside[name] = address;
    }
    return names;
}

// Leases and names are files under locks, so a worker writes them. The published names of an
// internet-facing balancer get the address once it is leased; "?" marks them until then.
void Balancers::prepare(const std::string& arn, const BalancerRow& row, Done done) {
    bool internal = row.balancer.scheme == "internal";
    host_.workers().run<Result<std::string>>(
        [&network = network_, names = names_of(row, internal ? "" : "?"), internal](
        ) mutable -> Result<std::string> {
            std::string address;
            if (!internal) address = ATLAS_TRY(network.lease_address(names.owner));
            for (auto& [name, outside] : names.outside)
                outside = address;
            // A name that another region owns is no error: the balancer's other names work.
            auto conflicts = ATLAS_TRY(network.publish(names));
            for (const auto& conflict : conflicts) {
                log::warning(
                    "elb", "{} is served by region {} already", conflict.name, conflict.owner_region
                );
            }
            return address;
        },
        host_.region_thread(),
        life_.guard([this, arn, done = std::move(done)](Result<std::string> address) mutable {
            if (!address) return done(std::move(address).error());
            prepared(arn, address.value());
            done({});
        })
    );
}

// Reads the rows again: they may have changed while the worker ran.
void Balancers::prepared(const std::string& arn, const std::string& address) {
    auto* row = state_.balancers.find(arn);
    if (row && !row->deleting) engine_.apply(plan_balancer(state_, *row, address));
}

// The row is erased last, so that a lease or a name that could not be removed is tried again.
void Balancers::take_down(const BalancerRow& row, store::Durable durable, Done done) {
    auto arn = row.balancer.load_balancer_arn.value_or("");
    auto owner = "elb:" + row.id;
    auto released = [this, arn, done = std::move(done)](Result<> result) mutable {
        if (!result) return done(std::move(result));
        forget(arn);
        done({});
    };
    auto removed = [this, owner, released = life_.guard(std::move(released))]() mutable {
        host_.workers().run<Result<>>(
            [&network = network_, owner]() -> Result<> {
                network::NameSet none;
                none.owner = owner;
                ATLAS_TRY(network.publish(none));
                return network.release_address(owner);
            },
            host_.region_thread(),
            std::move(released)
        );
    };
    engine_.remove(row.id, durable, life_.guard(std::move(removed)));
}

void Balancers::forget(const std::string& arn) {
    host_.transact(balancer_role(host_.place()), [this, arn](Call& call) {
        auto* row = state_.balancers.find(arn);
        if (!row) return;
        release_interfaces(call, row->interfaces);
        state_.balancers.erase(call.batch(), arn);
        call.after_commit([this] { state_.targets_changed(); });
    });
}

void Balancers::engine_changed(const std::string& id) {
    host_.note_change();
    for (const auto& [arn, row] : state_.balancers) {
        if (row.id != id || row.deleting) continue;
        std::vector<std::string> groups;
        for (const auto& [group_arn, group] : state_.groups) {
            auto drains = [](const TargetRow& target) { return target.draining_since.has_value(); };
            if (std::ranges::any_of(group.targets, drains)) groups.push_back(group_arn);
        }
        for (const auto& group : groups)
            finish_draining(arn, *state_.groups.find(group));
        break;
    }
    state_.targets_changed();
}

// A target is done once it has no connections to any of the group's balancers, or once the group's
// deregistration delay has passed.
void Balancers::finish_draining(const std::string& arn, const GroupRow& group) {
    auto group_arn = group.group.target_group_arn.value_or("");
    auto arns = balancers_of_group(state_, group_arn);
    if (std::ranges::find(arns, arn) == arns.end()) return;
    auto delay = std::chrono::seconds(
        number_of(group.attributes, "deregistration_delay.timeout_seconds", 300)
    );
    auto done = [&](const TargetRow& target) {
        if (!target.draining_since) return false;
        if (host_.clock().now() - *target.draining_since >= delay) return true;
        return std::ranges::all_of(arns, [&](const std::string& balancer) {
            auto* row = state_.balancers.find(balancer);
            auto health = row ? engine_.health(row->id, engine_group(group), engine_target(target))
                              : std::nullopt;
            return health && health->state == Health::State::draining && health->sessions == 0;
        });
    };
    if (std::ranges::none_of(group.targets, done)) return;
    host_.transact(balancer_role(host_.place()), [&](Call& call) {
        state_.groups.edit(call.batch(), group_arn, [&](GroupRow& row) {
            std::erase_if(row.targets, done);
        });
        for (const auto& balancer : arns)
            wake_balancer(state_, call, balancer);
    });
}

std::optional<SeenHealth> Balancers::health(
    const BalancerRow& row, const GroupRow& group, const TargetRow& target
) const {
    auto health = engine_.health(row.id, engine_group(group), engine_target(target));
    if (!health) return std::nullopt;
    return SeenHealth{state_name(health->state), health->reason, health->description};
}

}  // namespace atlas::aws::elbv2
