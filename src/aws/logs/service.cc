// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/service.h"

#include "aws/logs/discard_events.h"
#include "aws/logs/operations.h"
#include "aws/models/logs/service_model.h"

namespace atlas::aws::logs {
namespace {

constexpr std::chrono::minutes retention_interval{10};  // AWS may take up to 72 hours

class LogsService final : public Service {
public:
    explicit LogsService(linux::FileSystem& files) : state_(files) {}

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        std::vector<Operation> all;
        for (auto part :
             {group_operations,
              stream_operations,
              put_operations,
              get_operations,
              search_operations,
              tag_operations}) {
            for (auto& operation : part(state_))
                all.push_back(std::move(operation));
        }
        return all;
    }

    std::vector<store::AnyTable*> tables() override { return {&state_.groups, &state_.streams}; }

    void start(Host& host) override {
        state_.folder = host.place().home + "/logs";
        remove_unowned(state_, host);
        expire(host);
    }

    std::vector<Observation> observations() const override { return observations_of(state_); }

private:
    void expire(Host& host) {
        apply_retention(state_, host);
        host.region_thread().post_after(retention_interval, [this, &host] { expire(host); });
    }

    State state_;
};

}  // namespace

std::unique_ptr<Service> make_service(linux::FileSystem& files) {
    return std::make_unique<LogsService>(files);
}

}  // namespace atlas::aws::logs
