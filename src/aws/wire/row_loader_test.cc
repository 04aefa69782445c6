// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/row_loader.h"

#include <doctest/doctest.h>

#include "aws/models/sts/service_model.h"
#include "aws/wire/testing/service_fixture.h"

namespace atlas::aws {
namespace {

struct Thing {
    int size = 0;
    static void fields(auto& self, auto&& field) { field("Size", self.size); }
};

struct Keeper final : Service {
    store::Table<Thing> things{"sts.thing"};
    const ServiceModel& model() const override { return sts::service_model(); }
    std::vector<Operation> operations() override { return {}; }
    std::vector<store::AnyTable*> tables() override { return {&things}; }
    void start(Host&) override {}
};

TEST_CASE("a stored row comes back into the table that has its name, or is named") {
    testing::ServiceFixture fixture;
    Keeper keeper;
    fixture.start({&keeper});
    RowLoader loader(fixture.dispatcher(), {&keeper});
    REQUIRE(loader.load({"sts.thing", "a", R"({"Size":3})"}).ok());
    CHECK(keeper.things.find("a")->size == 3);
    auto unknown = loader.load({"sts.other", "a", "{}"});
    REQUIRE(!unknown.ok());
    CHECK(unknown.error().code() == ErrorCode::not_found);
    auto damaged = loader.load({"sts.thing", "b", R"({"Size":"x"})"});
    REQUIRE(!damaged.ok());
    CHECK(damaged.error().message().starts_with("load sts.thing b: "));
    CHECK(keeper.things.find("b") == nullptr);
}

}  // namespace
}  // namespace atlas::aws
