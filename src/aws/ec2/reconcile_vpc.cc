// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/reconcile_vpc.h"

#include "aws/ec2/vpc_plan.h"
#include "base/back_off.h"
#include "base/log.h"

namespace atlas::aws::ec2 {
namespace {

using namespace std::chrono_literals;
constexpr BackOff back_off(200ms, 10s);

}  // namespace

void VpcReconciler::start(Host& host) {
    host_ = &host;
    // All first: what stands on the groups of several VPCs (public listeners) never sees a part.
    for (const auto& [id, row] : state_.vpcs)
        network_.desire(make_vpc_plan(state_, row));
    for (const auto& [id, row] : state_.vpcs)
        changed(id);
    remove_strangers();
}

void VpcReconciler::changed(const std::string& vpc) {
    if (const auto* row = state_.vpcs.find(vpc)) network_.desire(make_vpc_plan(state_, *row));
    if (!host_ || stopped_) return;
    auto& work = work_[vpc];
    work.again = true;
    if (!work.running) carry_out(vpc);
}

void VpcReconciler::carry_out(const std::string& vpc) {
    auto& work = work_[vpc];
    work.running = true;
    work.again = false;
    bool wanted = state_.vpcs.find(vpc) != nullptr;
    host_->workers().run<Result<>>(
        [vpc, wanted, network = &network_] {
            return wanted ? network->apply(vpc) : network->remove_vpc(vpc);
        },
        host_->region_thread(),
        [this, vpc](Result<> result) { carried_out(vpc, std::move(result)); }
    );
}

void VpcReconciler::carried_out(const std::string& vpc, Result<> result) {
    auto& work = work_[vpc];
    work.running = false;
    if (stopped_) return;
    if (!result) {
        ++work.failures;
        log::error("ec2", "{}: {}", vpc, result.error().message());
        host_->region_thread().post_after(back_off.after(work.failures), [this, vpc] {
            if (!stopped_ && !work_[vpc].running) carry_out(vpc);
        });
        return;
    }
    work.failures = 0;
    if (work.again) {
        carry_out(vpc);
    } else if (!state_.vpcs.find(vpc)) {
        work_.erase(vpc);
    }
}

void VpcReconciler::remove_strangers() {
    host_->workers().run<Result<std::vector<std::string>>>(
        [network = &network_] { return network->list_vpcs(); },
        host_->region_thread(),
        [this](Result<std::vector<std::string>> found) {
            if (!found) return log::error("ec2", "list VPCs: {}", found.error().message());
            for (const auto& id : found.value())
                if (!state_.vpcs.find(id)) changed(id);
        }
    );
}

}  // namespace atlas::aws::ec2
