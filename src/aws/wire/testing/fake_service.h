// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "aws/wire/service.h"

namespace atlas::aws::testing {

/// A service whose answers a test defines:
///
///     FakeService ec2(ec2::service_model());
///     ec2.on<ec2::CreateNetworkInterface>([](Call&, const auto& input) { … });
class FakeService final : public Service {
public:
    explicit FakeService(const ServiceModel& model) : model_(model) {}
    /// `handler(Call&, const Op::Input&)` returns Answer<Op::Output>. Call before the fixture's
    /// start.
    template <typename Op, typename Handler>
    void on(Handler handler) {
        operations_.push_back(operation<Op>(std::move(handler)));
    }
    /// The same, authorized against what `resources(Call&, const Op::Input&)` returns.
    template <typename Op, typename Handler, typename Resources>
    void on(Handler handler, Resources resources) {
        operations_.push_back(operation<Op>(std::move(handler), std::move(resources)));
    }
    /// A `slow_operation`: `handler` returns Answer<Slow<Op>>.
    template <typename Op, typename Handler>
    void on_slow(Handler handler) {
        operations_.push_back(slow_operation<Op>(std::move(handler)));
    }
    const ServiceModel& model() const override { return model_; }
    std::vector<Operation> operations() override { return operations_; }
    std::vector<store::AnyTable*> tables() override { return {}; }
    void start(Host&) override {}

private:
    const ServiceModel& model_;
    std::vector<Operation> operations_;
};

}  // namespace atlas::aws::testing
