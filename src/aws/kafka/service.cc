// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/service.h"

#include "aws/kafka/reconcile_cluster.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/service_model.h"

namespace atlas::aws::kafka {
namespace {

class LocalKafka final : public Service {
public:
    explicit LocalKafka(engines::msk::Engine& engine) : reconciler_(state_, engine) {
        state_.reconciler = &reconciler_;
    }

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        std::vector<Operation> all;
        for (auto part :
             {create_operations,
              describe_operations,
              update_operations,
              operation_operations,
              configuration_operations,
              tag_operations,
              version_operations}) {
            for (auto& operation : part(state_))
                all.push_back(std::move(operation));
        }
        return all;
    }

    std::vector<store::AnyTable*> tables() override {
        return {&state_.clusters, &state_.operations, &state_.configurations};
    }

    void start(Host& host) override { reconciler_.start(host); }

private:
    State state_;
    ClusterReconciler reconciler_;
};

}  // namespace

std::unique_ptr<Service> make_service(engines::msk::Engine& engine) {
    return std::make_unique<LocalKafka>(engine);
}

}  // namespace atlas::aws::kafka
