// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/reconcile_loop.h"

#include <optional>
#include <vector>

#include <doctest/doctest.h>

#include "aws/wire/testing/fake_host.h"

namespace atlas::aws {
namespace {

using namespace std::chrono_literals;

struct Row {
    std::string state;
    static void fields(auto& self, auto&& field) { field("State", self.state); }
};

/// A table and its reconciler, whose steps run until the test ends them.
struct Fixture {
    testing::FakeHost host;
    store::Table<Row> rows{"test.row"};
    std::vector<std::string> steps;  // "key=state", or "key gone"
    std::vector<ReconcileLoop::Done> under_way;
    std::optional<Reconciler<Row>> reconciler;

    Fixture() {
        reconciler.emplace(
            host,
            rows,
            "test",
            [this](
                const std::string& key, const Row* row, store::Durable, ReconcileLoop::Done done
            ) {
                steps.push_back(row ? key + "=" + row->state : key + " gone");
                under_way.push_back(std::move(done));
            }
        );
    }
    store::Settlement put(const std::string& key, const std::string& state) {
        store::Batch batch;
        rows.put(batch, key, {state});
        return batch.take_settlement();
    }
    void end(Result<> result = {}) {
        auto done = std::move(under_way.back());
        under_way.pop_back();
        done(std::move(result));
    }
};

using Steps = std::vector<std::string>;

TEST_CASE("a step gets the row that is on the disk") {
    Fixture fixture;
    auto settlement = fixture.put("a", "wanted");
    fixture.reconciler->wake("a");
    CHECK(fixture.steps.empty());
    settlement.settle();
    CHECK(fixture.steps == Steps{"a=wanted"});
}

TEST_CASE("a key that is woken during its step is stepped once more") {
    Fixture fixture;
    fixture.put("a", "one").settle();
    fixture.reconciler->wake("a");
    fixture.put("a", "two").settle();
    fixture.reconciler->wake("a");
    fixture.reconciler->wake("a");
    CHECK(fixture.steps == Steps{"a=one"});
    fixture.end();
    CHECK(fixture.steps == Steps{"a=one", "a=two"});
    fixture.end();
    CHECK(fixture.steps.size() == 2);
}

TEST_CASE("a step that failed is tried again later and later, and is trouble until it succeeds") {
    Fixture fixture;
    fixture.put("a", "one").settle();
    fixture.reconciler->wake("a");
    fixture.end(Error(ErrorCode::io, "no space left"));
    CHECK(fixture.reconciler->trouble("a") == "no space left");
    fixture.host.thread.advance(200ms);
    CHECK(fixture.steps.size() == 2);
    fixture.end(Error(ErrorCode::io, "no space left"));
    fixture.host.thread.advance(399ms);
    CHECK(fixture.steps.size() == 2);
    fixture.host.thread.advance(1ms);
    CHECK(fixture.steps.size() == 3);
    fixture.end();
    CHECK(fixture.reconciler->trouble("a").empty());
    fixture.host.thread.advance(1h);
    CHECK(fixture.steps.size() == 3);
}

TEST_CASE("a wake during the back-off steps at once, and the timer adds none") {
    Fixture fixture;
    fixture.put("a", "one").settle();
    fixture.reconciler->wake("a");
    fixture.end(Error(ErrorCode::io, "no space left"));
    fixture.reconciler->wake("a");
    CHECK(fixture.steps.size() == 2);
    fixture.end();
    fixture.host.thread.advance(1h);
    CHECK(fixture.steps.size() == 2);
}

TEST_CASE("the step of a row that is gone is told so") {
    Fixture fixture;
    fixture.reconciler->wake("a");
    CHECK(fixture.steps == Steps{"a gone"});
}

TEST_CASE("after stop no step begins") {
    Fixture fixture;
    fixture.put("a", "one").settle();
    fixture.reconciler->wake("a");
    fixture.reconciler->wake("a");
    fixture.reconciler->stop();
    fixture.end(Error(ErrorCode::io, "no space left"));
    fixture.host.thread.advance(1h);
    CHECK(fixture.steps.size() == 1);
}

TEST_CASE("what ends after its reconciler does nothing") {
    Fixture fixture;
    fixture.put("a", "one").settle();
    fixture.reconciler->wake("a");
    auto settlement = fixture.put("b", "one");
    fixture.reconciler->wake("b");
    fixture.reconciler.reset();
    fixture.end();
    settlement.settle();
    fixture.host.thread.advance(1h);
    CHECK(fixture.steps.size() == 1);
}

}  // namespace
}  // namespace atlas::aws
