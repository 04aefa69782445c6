// SPDX-License-Identifier: Apache-2.0
#include "aws/secretsmanager/service.h"

#include "aws/models/secretsmanager/service_model.h"
#include "aws/secretsmanager/erase_deleted.h"
#include "aws/secretsmanager/operations.h"

namespace atlas::aws::secretsmanager {
namespace {

class SecretsManager final : public Service {
public:
    explicit SecretsManager(std::string data_key) {
        state_.data_key = std::move(data_key);
        state_.deletion_planned = [this] { eraser_.deletion_planned(); };
    }

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        auto all = password_operations();
        for (auto part :
             {secret_operations, list_operations, value_operations, policy_operations}) {
            for (auto& operation : part(state_))
                all.push_back(std::move(operation));
        }
        return all;
    }

    std::vector<store::AnyTable*> tables() override { return {&state_.secrets}; }

    void start(Host& host) override { eraser_.start(host); }

private:
    State state_;
    SecretEraser eraser_{state_};
};

}  // namespace

std::unique_ptr<Service> make_service(std::string data_key) {
    return std::make_unique<SecretsManager>(std::move(data_key));
}

}  // namespace atlas::aws::secretsmanager
