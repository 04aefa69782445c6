// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/service.h"

#include <algorithm>
#include <set>

#include "aws/elbv2/balancers.h"
#include "aws/elbv2/operations.h"
#include "aws/models/elbv2/service_model.h"

namespace atlas::aws::elbv2 {
namespace {

class LocalElb final : public ElbService {
public:
    LocalElb(
        engines::haproxy::Engine& engine,
        network::Network& network,
        const CertificateSource& certificates
    )
        : engine_(engine), network_(network) {
        state_.certificates = &certificates;
    }

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        std::vector<Operation> all;
        for (auto part :
             {load_balancer_operations,
              load_balancer_attribute_operations,
              target_group_operations,
              target_operations,
              listener_operations,
              listener_certificate_operations,
              rule_operations,
              tag_operations}) {
            for (auto& operation : part(state_))
                all.push_back(std::move(operation));
        }
        return all;
    }

    std::vector<store::AnyTable*> tables() override {
        return {&state_.balancers, &state_.groups, &state_.listeners, &state_.rules};
    }

    void start(Host& host) override {
        balancers_ = std::make_unique<Balancers>(host, state_, engine_, network_);
        state_.wake = [this](const std::string& arn) { balancers_->wake(arn); };
        state_.serving = [this](const BalancerRow& row) { return balancers_->serving(row); };
        state_.trouble = [this](const BalancerRow& row) { return balancers_->trouble(row); };
        state_.health = [this](
                            const BalancerRow& row, const GroupRow& group, const TargetRow& target
                        ) { return balancers_->health(row, group, target); };
        balancers_->start();
    }

    std::vector<std::string> users_of_certificate(const std::string& arn) const override {
        std::set<std::string> users;
        for (const auto& [listener_arn, row] : state_.listeners) {
            bool uses = std::ranges::find(row.certificates, arn) != row.certificates.end();
            for (const auto& certificate : row.listener.certificates) {
                uses = uses || certificate.certificate_arn == arn;
            }
            if (uses) users.insert(row.listener.load_balancer_arn.value_or(""));
        }
        return {users.begin(), users.end()};
    }

    void on_targets_change(std::function<void()> listener) override {
        state_.targets_changed = std::move(listener);
    }

    void certificate_changed(const std::string& arn) override {
        for (const auto& balancer : users_of_certificate(arn))
            if (state_.wake) state_.wake(balancer);
    }

private:
    engines::haproxy::Engine& engine_;
    network::Network& network_;
    State state_;
    std::unique_ptr<Balancers> balancers_;
};

}  // namespace

std::unique_ptr<ElbService> make_service(
    engines::haproxy::Engine& engine,
    network::Network& network,
    const CertificateSource& certificates
) {
    return std::make_unique<LocalElb>(engine, network, certificates);
}

}  // namespace atlas::aws::elbv2
