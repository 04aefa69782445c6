// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/service.h"

#include "aws/ecr/blob_sweep.h"
#include "aws/ecr/lifecycle.h"
#include "aws/ecr/operations.h"
#include "aws/ecr/registry_face.h"
#include "aws/models/ecr/service_model.h"
#include "base/log.h"

namespace atlas::aws::ecr {
namespace {

// AWS expires an image within 24 hours of its becoming eligible.
constexpr std::chrono::hours lifecycle_interval{1};

class LocalEcr final : public EcrService {
public:
    LocalEcr(registry::Blobs& blobs, std::string sealing_key) {
        state_.blobs = &blobs;
        state_.sealing_key = std::move(sealing_key);
    }

    const ServiceModel& model() const override { return service_model(); }
    registry::Repositories& repositories() override { return face_; }

    std::vector<Operation> operations() override {
        std::vector<Operation> all;
        for (auto part :
             {repository_operations,
              setting_operations,
              policy_operations,
              image_operations,
              delete_image_operations,
              layer_operations,
              tag_operations}) {
            for (auto& operation : part(state_))
                all.push_back(std::move(operation));
        }
        return all;
    }

    std::vector<store::AnyTable*> tables() override {
        return {&state_.repositories, &state_.images};
    }

    void start(Host& host) override {
        host_ = &host;
        face_.start(host);
        sweep_.emplace(host, state_);
        state_.sweep = &*sweep_;
        sweep_->wake();
        expire_later();
    }

private:
    void expire_later() {
        host_->region_thread().post_after(lifecycle_interval, [this] {
            expire();
            expire_later();
        });
    }

    void expire() {
        auto self =
            service_principal(host_->place().account, "ecr.amazonaws.com", "AWSServiceRoleForECR");
        host_->transact(self, [&](Call& call) {
            for (const auto& [name, row] : state_.repositories) {
                if (row.lifecycle.empty()) continue;
                auto rules = parse_lifecycle(row.lifecycle);
                if (!rules) continue;
                auto digests = expired_images(rules.value(), images_of(state_, name), call.now());
                const auto kept = remove_images(state_, call, name, digests);
                const auto gone = digests.size() - kept.size();
                if (gone > 0) log::info("ecr", "{}: {} images expired by its policy", name, gone);
            }
        });
    }

    State state_;
    RegistryFace face_{state_};
    std::optional<BlobSweep> sweep_;
    Host* host_ = nullptr;
};

}  // namespace

std::unique_ptr<EcrService> make_service(registry::Blobs& blobs, std::string sealing_key) {
    return std::make_unique<LocalEcr>(blobs, std::move(sealing_key));
}

}  // namespace atlas::aws::ecr
