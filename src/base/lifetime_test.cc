// SPDX-License-Identifier: Apache-2.0
#include "base/lifetime.h"

#include <functional>
#include <optional>

#include <doctest/doctest.h>

#include "base/executor.h"

namespace atlas {
namespace {

struct Owner {
    int* calls;
    Lifetime life;
    std::function<void(int)> callback() {
        return life.guard([this](int by) { *calls += by; });
    }
};

TEST_CASE("a guarded callback does nothing once its owner has ended") {
    int calls = 0;
    std::optional<Owner> owner;
    owner.emplace(&calls);
    auto callback = owner->callback();
    callback(2);
    CHECK(calls == 2);
    owner.reset();
    callback(2);
    CHECK(calls == 2);
}

TEST_CASE("a guarded task that is posted outlives its owner") {
    ManualExecutor thread;
    int calls = 0;
    std::optional<Owner> owner;
    owner.emplace(&calls);
    thread.post(owner->life.guard([&calls] { ++calls; }));
    owner.reset();
    thread.run_all();
    CHECK(calls == 0);
}

}  // namespace
}  // namespace atlas
