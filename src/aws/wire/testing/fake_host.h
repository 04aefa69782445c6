// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/dispatcher.h"
#include "aws/wire/host.h"
#include "base/check.h"

namespace atlas::aws::testing {

/// A Host without threads: time moves only on request, randomness is seeded, and posted tasks wait
/// in `thread` until a test runs them (`ServiceFixture::settle`). One thread.
class FakeHost final : public Host {
public:
    FakeHost() {
        here.account = "000011112222";
        here.zones = {"us-east-1a", "us-east-1b", "us-east-1c"};
        here.id = "ab12cd";
        here.home = "/nonexistent/atlas";
        here.endpoint = "http://127.0.0.1:4566";
    }
    const Place& place() const override { return here; }
    const Clock& clock() const override { return time; }
    Random& random() override { return seeded; }
    Executor& region_thread() override { return thread; }
    Workers& workers() override { return *pool; }
    void transact(const Principal& as, const std::function<void(Call&)>& decide) override {
        ATLAS_CHECK(dispatcher != nullptr, "the fixture was started");
        dispatcher->transact(as, decide);
    }

    void perform_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        std::move_only_function<void(Answer<json::Value>)> then
    ) override {
        ATLAS_CHECK(dispatcher != nullptr, "the fixture was started");
        dispatcher->perform_value(as, service, operation, input, std::move(then));
    }

    Place here;
    FakeClock time{from_epoch_seconds(1'795'000'000)};  // 2026-11-18T08:26:40Z
    SeededRandom seeded{7};
    ManualExecutor thread;
    InlineWorkers inline_workers;
    Workers* pool = &inline_workers;  // a test may replace it (HeldWorkers)
    Dispatcher* dispatcher = nullptr;
};

}  // namespace atlas::aws::testing
