// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "network/kernel_network.h"
#include "network/sandbox.h"
#include "network/watched_keys.h"

/// The part of KernelNetwork that repairs changes by others.
namespace atlas::network {
namespace {

Troubles::Instant now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

bool KernelNetwork::look_at(const std::string& key) {
    if (key == public_key) return look_at_public();
    auto space = key.find(' ');
    auto id = key.substr(space + 1);
    auto vpc = find_vpc(id);
    if (!vpc) return true;
    std::lock_guard lock(vpc.value()->mutex);
    if (vpc.value()->removed || !vpc.value()->router) return true;
    auto kind = key.substr(0, space + 1);
    if (kind == rules_key) return look_at_rules(id, *vpc.value());
    if (kind == links_key) return look_at_links(id, *vpc.value());
    return look_at_resolver(id, *vpc.value());
}

/// Our own changes are reported too; `drifted` recognizes them.
bool KernelNetwork::look_at_rules(const std::string& id, Vpc& vpc) {
    if (vpc.router->table().drifted()) {
        vpc.applied.reset();
        if (!bring(vpc, id)) return false;
        troubles_.mended(
            id,
            "another program had changed the rules of the security groups (nft table inet vpc); "
            "they are back as they must be",
            now()
        );
    }
    return keeper_->watch(rules_key + id, vpc.router->table().events()).ok();
}

Result<int> KernelNetwork::mend_sandboxes(Vpc& vpc, const std::string& id, const VpcPlan& plan) {
    int mended = 0;
    for (const auto& sandbox : sandboxes_.of_vpc(id)) {
        auto enis = find_enis(plan, sandbox);
        // An interface has left the plan: the sandbox is about to be closed.
        if (!enis) continue;
        mended += ATLAS_TRY(mend_sandbox(*vpc.router, options_.region_id, sandbox.id, enis.value())
                                .during("mend sandbox " + sandbox.id));
    }
    return mended;
}

bool KernelNetwork::look_at_links(const std::string& id, Vpc& vpc) {
    const auto told = vpc.links->read();
    if (told.lost || !told.deleted.empty()) vpc.links_broken = true;
    // Without an applied plan the next `bring` repairs them.
    if (vpc.links_broken && vpc.applied) {
        auto mended = mend_sandboxes(vpc, id, *vpc.applied);
        vpc.links_broken = !mended.ok();
        troubles_.note(id, "links", mended ? Result<>{} : Result<>(mended.error()));
        if (!mended) return false;
        if (mended.value() > 0)
            troubles_.mended(
                id,
                "another program had deleted " + std::to_string(mended.value()) +
                    " network interfaces of workloads; they are back",
                now()
            );
    }
    return keeper_->watch(links_key + id, vpc.links->descriptor()).ok();
}

Result<> KernelNetwork::keep_resolver(Vpc& vpc, const std::string& id) {
    auto another = vpc.resolver->ensure(runner_, vpc.router->descriptor());
    troubles_.note(
        id,
        "resolver",
        another ? Result<>{} : Result<>(Error(another.error()).during("no name resolves"))
    );
    if (!ATLAS_TRY(std::move(another))) return {};
    return keeper_->watch(resolver_key + id, vpc.resolver->process());
}

bool KernelNetwork::look_at_resolver(const std::string& id, Vpc& vpc) {
    if (!vpc.resolver) return true;
    if (!keep_resolver(vpc, id)) return false;
    troubles_.mended(id, "the resolver (dnsmasq) had ended; it runs again", now());
    return true;
}

bool KernelNetwork::look_at_public() {
    if (public_table_->drifted()) {
        if (!refresh_public()) return false;
        if (!public_table_->drifted())
            troubles_.mended(
                public_key,
                "another program had changed the rules of the public listeners (nft table inet "
                "atlas_" +
                    options_.region_id + "); they are back as they must be",
                now()
            );
    }
    return public_table_->watch(*keeper_, public_key).ok();
}

}  // namespace atlas::network
