// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_metadata.h"

#include <doctest/doctest.h>

namespace atlas::aws::ecs {

TEST_CASE("a task is told its ephemeral storage in MiB, where it has a size") {
    MachineState machine;
    CHECK_FALSE(task_metadata({}, nullptr, machine).find("EphemeralStorageMetrics"));
    machine.disk = container::DiskUse{(261ULL << 20) - 1, 20ULL << 30};
    const auto shown = task_metadata({}, nullptr, machine);
    const auto* metrics = shown.find("EphemeralStorageMetrics");
    REQUIRE(metrics);
    CHECK(json::serialize(*metrics) == R"({"Utilized":261,"Reserved":20480})");
}

}  // namespace atlas::aws::ecs
