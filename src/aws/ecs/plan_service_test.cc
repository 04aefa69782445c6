// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/plan_service.h"

#include <doctest/doctest.h>

using namespace atlas::aws::ecs;

namespace {

struct Case {
    Service service;
    std::vector<ServiceTask> tasks;

    Case(int desired, int minimum, int maximum) {
        service.status = "ACTIVE";
        service.desired_count = desired;
        service.deployment_configuration.emplace();
        service.deployment_configuration->minimum_healthy_percent = minimum;
        service.deployment_configuration->maximum_percent = maximum;
        Deployment primary;
        primary.id = "new";
        primary.status = "PRIMARY";
        service.deployments.push_back(primary);
    }
    Case& with(
        const std::string& id, const std::string& deployment, bool healthy, bool stopping = false
    ) {
        tasks.push_back({id, deployment, stopping, healthy});
        return *this;
    }
    ServicePlan plan() const { return plan_service(service, tasks); }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a new service starts all its tasks and completes once they are healthy") {
    CHECK(Case(2, 100, 200).plan() == ServicePlan{2, {}, false});
    CHECK(
        Case(2, 100, 200).with("a", "new", true).with("b", "new", false).plan() ==
        ServicePlan{0, {}, false}
    );
    CHECK(
        Case(2, 100, 200).with("a", "new", true).with("b", "new", true).plan() ==
        ServicePlan{0, {}, true}
    );
    CHECK(Case(0, 100, 200).plan() == ServicePlan{0, {}, true});
}

TEST_CASE("a rolling update stops an old task only for a healthy new one") {
    Case update(2, 100, 200);
    update.with("o1", "old", true).with("o2", "old", true);
    CHECK(update.plan() == ServicePlan{2, {}, false});
    update.with("n1", "new", false).with("n2", "new", false);
    CHECK(update.plan() == ServicePlan{0, {}, false});
    update.tasks[2].healthy = true;
    CHECK(update.plan() == ServicePlan{0, {"o1"}, false});
    update.tasks[0].stopping = true;
    update.tasks[3].healthy = true;
    CHECK(update.plan() == ServicePlan{0, {"o2"}, false});
    update.tasks[1].stopping = true;
    CHECK(update.plan() == ServicePlan{0, {}, true});
}

TEST_CASE("without room above, old tasks make way as far as the minimum allows") {
    Case update(2, 50, 100);
    update.with("o1", "old", true).with("o2", "old", true);
    CHECK(update.plan() == ServicePlan{0, {"o1"}, false});
    update.tasks[0].stopping = true;
    CHECK(update.plan() == ServicePlan{0, {}, false});
    update.tasks.erase(update.tasks.begin());
    CHECK(update.plan() == ServicePlan{1, {}, false});
}

TEST_CASE("old tasks that are not healthy go at once") {
    Case update(1, 100, 200);
    update.with("o1", "old", false);
    CHECK(update.plan() == ServicePlan{1, {"o1"}, false});
}

TEST_CASE("scaling down stops the unhealthy first, draining stops all") {
    Case smaller(1, 100, 200);
    smaller.with("a", "new", true).with("b", "new", false).with("c", "new", true);
    CHECK(smaller.plan().stops == Ids{"b", "a"});
    smaller.service.status = "DRAINING";
    smaller.service.desired_count = 0;
    CHECK(smaller.plan().stops == Ids{"b", "a", "c"});
}

TEST_CASE("a task that stops is replaced before it is gone, where there is room") {
    CHECK(Case(1, 100, 200).with("a", "new", true, true).plan().starts == 1);
    CHECK(Case(1, 0, 100).with("a", "new", true, true).plan().starts == 0);
}

TEST_CASE("the circuit breaker's threshold is half of the count, within 3 and 200") {
    CHECK(failure_threshold(1) == 3);
    CHECK(failure_threshold(20) == 10);
    CHECK(failure_threshold(1000) == 200);
}
