// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/reconcile_vpc.h"

#include "aws/ec2/vpc_plan.h"
#include "base/log.h"

namespace atlas::aws::ec2 {

void VpcReconciler::start(Host& host) {
    host_ = &host;
    loop_.emplace(
        host,
        state_.vpcs,
        "ec2",
        [this](const std::string& vpc, const VpcRow* row, store::Durable, Done done) {
            step(vpc, row != nullptr, std::move(done));
        }
    );
    // All plans first: public listeners use the groups of several VPCs and must never see a part of
    // them.
    for (const auto& [id, row] : state_.vpcs)
        network_.desire(make_vpc_plan(state_, row));
    loop_->wake_all();
    remove_strangers();
}

/// A default VPC without interfaces gets no router: every region has such a VPC and few use it.
/// Creating an interface in it changes its plan, and the next step makes the router.
bool VpcReconciler::is_idle(const std::string& vpc) const {
    const auto* row = state_.vpcs.find(vpc);
    if (!row || !row->is_default) return false;
    return !State::select_one(state_.enis, [&](const EniRow& eni) { return eni.vpc == vpc; });
}

void VpcReconciler::changed(const std::string& vpc) {
    if (const auto* row = state_.vpcs.find(vpc)) network_.desire(make_vpc_plan(state_, *row));
    if (loop_) loop_->wake(vpc);
}

void VpcReconciler::step(const std::string& vpc, bool exists, Done done) {
    if (exists && is_idle(vpc)) return done({});
    host_->workers().run<Result<>>(
        [vpc, exists, network = &network_] {
            return exists ? network->apply(vpc) : network->remove_vpc(vpc);
        },
        host_->region_thread(),
        std::move(done)
    );
}

void VpcReconciler::remove_strangers() {
    host_->workers().run<Result<std::vector<std::string>>>(
        [network = &network_] { return network->list_vpcs(); },
        host_->region_thread(),
        life_.guard([this](Result<std::vector<std::string>> found) {
            if (!found) return log::error("ec2", "list VPCs: {}", found.error().message());
            for (const auto& id : found.value())
                if (!state_.vpcs.find(id)) changed(id);
        })
    );
}

}  // namespace atlas::aws::ec2
