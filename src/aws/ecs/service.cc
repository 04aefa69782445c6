// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/service.h"

#include <set>

#include "aws/ecs/log_delivery.h"
#include "aws/ecs/operations.h"
#include "aws/ecs/service_reconciler.h"
#include "aws/ecs/task_endpoints.h"
#include "aws/ecs/task_reconciler.h"
#include "aws/models/ecs/service_model.h"
#include "base/log.h"

namespace atlas::aws::ecs {

namespace {

class Ecs final : public EcsService {
public:
    Ecs(World world, std::unique_ptr<container::LayerStore> layers)
        : world_(world),
          layers_(std::move(layers)),
          endpoints_(state_, world_),
          tasks_(state_, world_, *layers_, endpoints_),
          services_(state_, world_),
          log_delivery_(state_, world_) {
        state_.wake_task = [this](const std::string& id) { tasks_.wake(id); };
        state_.wake_service = [this](const std::string& key) { services_.wake(key); };
        world_.supervisor.on_exit(
            "ecs:",
            [this](const supervisor::WorkloadSpec& spec, const supervisor::Exit& exit) {
                tasks_.container_ended(spec, exit);
            }
        );
        world_.supervisor.on_lines(
            "ecs:",
            [this](
                const supervisor::WorkloadSpec& spec,
                std::vector<supervisor::LogLine> lines,
                supervisor::Taken taken
            ) { log_delivery_.deliver(spec, std::move(lines), std::move(taken)); }
        );
    }

    const ServiceModel& model() const override { return service_model(); }
    std::vector<Operation> operations() override { return operations_of(state_); }
    std::vector<store::AnyTable*> tables() override { return state_.all(); }
    void start(Host&) override {
        tasks_.recover();
        services_.recover();
    }
    net::Handler task_endpoint(const std::string& vpc) override { return endpoints_.handler(vpc); }
    std::vector<Observation> observations() const override { return log_delivery_.observations(); }
    void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) override {
        if (auto kept = retire_layers(recovered); !kept)
            return log::warning("ecs", "unpacked layers: {}", kept.error().message());
        world_.host.workers().run_task([layers = layers_] {
            auto removed = layers->remove_retired();
            if (!removed) log::warning("ecs", "unpacked layers: {}", removed.error().message());
        });
    }
    void targets_changed() override {
        tasks_.targets_changed();
        services_.targets_changed();
    }

private:
    // Layers stay as long as an image has them, so that its next task need not unpack them again.
    Result<> retire_layers(const std::vector<supervisor::Supervisor::Recovered>& recovered) {
        std::set<std::string> kept;
        for (const auto& [running, spec] : recovered)
            kept.insert(spec.rootfs.layers.begin(), spec.rootfs.layers.end());
        for (const auto& digest : ATLAS_TRY(world_.images.digests()))
            if (auto folder = layers_->find(digest)) kept.insert(std::move(*folder));
        return layers_->retire_all_but(kept);
    }

    World world_;
    State state_;
    std::shared_ptr<container::LayerStore> layers_;
    TaskEndpoints endpoints_;
    TaskReconciler tasks_;
    ServiceReconciler services_;
    LogDelivery log_delivery_;
};

}  // namespace

Result<std::unique_ptr<EcsService>> make_service(World world) {
    auto layers = ATLAS_TRY(container::LayerStore::open(world.host.place().home + "/layers"));
    return std::unique_ptr<EcsService>(std::make_unique<Ecs>(world, std::move(layers)));
}

}  // namespace atlas::aws::ecs
