// SPDX-License-Identifier: Apache-2.0
#include "aws/kms/service.h"

#include "aws/kms/state.h"
#include "aws/models/kms/service_model.h"

namespace atlas::aws::kms {
namespace {

class KeyManagement final : public Service {
public:
    explicit KeyManagement(std::string data_key) { state_.data_key = std::move(data_key); }

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        auto all = key_operations(state_);
        for (auto& operation : encryption_operations(state_))
            all.push_back(std::move(operation));
        return all;
    }

    std::vector<store::AnyTable*> tables() override { return {&state_.keys}; }

    void start(Host& host) override {
        const auto self = service_itself(host.place().account, "kms.amazonaws.com");
        host.transact(self, [this](Call& call) { seed(state_, call); });
    }

private:
    State state_;
};

}  // namespace

std::unique_ptr<Service> make_service(std::string data_key) {
    return std::make_unique<KeyManagement>(std::move(data_key));
}

}  // namespace atlas::aws::kms
