// SPDX-License-Identifier: Apache-2.0
#include "cli/stack_status.h"

#include <cstdio>

#include <doctest/doctest.h>
#include <unistd.h>

#include "cli/exit_code.h"
#include "cli/fake_region.h"
#include "cli/verbs.h"
#include "linux/fd.h"
#include "linux/replace_file.h"

namespace atlas::cli {
namespace {

/// A balancer that forwards a host to one healthy target, and a cluster of brokers.
void fill(FakeRegion& region, const std::string& balancer_reason, const std::string& broker_info) {
    region.answers = {
        {"DescribeLoadBalancers",
         R"({"LoadBalancers":[{"LoadBalancerArn":"arn:b","LoadBalancerName":"edge",)"
         R"("DNSName":"edge.test","State":{"Code":"active")" +
             balancer_reason + "}}]}"},
        {"DescribeListeners",
         R"({"Listeners":[{"ListenerArn":"arn:l","Protocol":"HTTPS","Port":443}]})"},
        {"DescribeRules",
         R"({"Rules":[{"Actions":[{"TargetGroupArn":"a:targetgroup/events/1"}],)"
         R"("Conditions":[{"HostHeaderConfig":{"Values":["events.test"]}}]}]})"},
        {"DescribeTargetGroups", R"({"TargetGroups":[{"TargetGroupArn":"a:targetgroup/events/1"}]})"
        },
        {"DescribeTargetHealth",
         R"({"TargetHealthDescriptions":[{"Target":{"Id":"10.0.0.9","Port":80},)"
         R"("TargetHealth":{"State":"healthy"}}]})"},
        {"ListClusters",
         R"({"clusterArns":[],"ClusterInfoList":[{"ClusterArn":"arn:k","ClusterName":"stream",)"
         R"("State":"ACTIVE")" +
             broker_info + "}]}"},
    };
}

/// The output and exit code of `atlas status`.
std::pair<std::string, int> shown(const FakeRegion& region) {
    Surroundings surroundings;
    surroundings.home = region.home;
    auto path = region.home + "/shown";
    std::fflush(stdout);
    linux::Fd before(::dup(STDOUT_FILENO));
    REQUIRE(std::freopen(path.c_str(), "w", stdout));
    int code = print_status(surroundings);
    std::fflush(stdout);
    ::dup2(before.number(), STDOUT_FILENO);
    return {linux::read_file(path).value(), code};
}

TEST_CASE("what serves without trouble is well") {
    FakeRegion region;
    fill(region, "", "");
    auto status = read_status(RegionClient(region.home));
    REQUIRE(status.ok());
    CHECK(status.value().well);
    CHECK(reasons(status.value()).empty());
    auto [text, code] = shown(region);
    CHECK(code == ok);
    CHECK(text.find("WAIT") == std::string::npos);
}

TEST_CASE("a balancer that serves but is in trouble is not well, nor are its hosts") {
    FakeRegion region;
    fill(region, R"(,"Reason":"haproxy took no certificate")", "");
    auto status = read_status(RegionClient(region.home));
    REQUIRE(status.ok());
    CHECK_FALSE(status.value().well);
    CHECK(
        reasons(status.value()) ==
        std::vector<std::string>{
            "balancer edge is active: haproxy took no certificate",
            "host events.test is 1 healthy: its balancer edge is not well"
        }
    );
    auto [text, code] = shown(region);
    CHECK(code == unhealthy);
    CHECK(text.find("WAIT balancer  edge ") != std::string::npos);
    CHECK(text.find("active     haproxy took no certificate") != std::string::npos);
    CHECK(text.find("WAIT host ") != std::string::npos);
}

TEST_CASE("a host that is redirected or answered by the balancer itself needs no target") {
    FakeRegion region;
    fill(region, "", "");
    region.answers["DescribeRules"] =
        R"({"Rules":[{"Actions":[{"Type":"fixed-response"}],)"
        R"("Conditions":[{"HostHeaderConfig":{"Values":["closed.test"]}}]}]})";
    auto status = read_status(RegionClient(region.home));
    REQUIRE(status.ok());
    CHECK(reasons(status.value()).empty());
    CHECK(shown(region).first.find("fixed-response") != std::string::npos);
}

TEST_CASE("what comes in several pages is shown whole") {
    FakeRegion region;
    fill(region, "", "");
    region.answers["ListClusters"] = R"({"clusterArns":["arn:c"]})";
    region.answers["ListServices"] = R"({"serviceArns":["arn:1"],"nextToken":"more"})";
    region.answers["ListServices more"] = R"({"serviceArns":["arn:2"]})";
    region.answers["DescribeServices"] =
        R"({"services":[{"serviceName":"a"},{"serviceName":"b"}]})";
    region.answers["ListTasks"] = R"({"taskArns":[],"nextToken":"x"})";
    region.answers["ListTasks x"] = R"({"taskArns":["arn:t/9"]})";
    region.answers["DescribeTasks"] = R"({"tasks":[{"taskArn":"arn:t/9"}]})";
    auto status = read_status(RegionClient(region.home));
    REQUIRE(status.ok());
    CHECK(service_names(status.value()) == std::vector<std::string>{"a", "b"});
    CHECK(status.value().services[0].tasks.size() == 1);
    CHECK(
        RegionClient(region.home).list("ecs", "ListServices", {}, "serviceArns").value().size() == 2
    );
}

TEST_CASE("a region whose network is not as desired is not well, one that was mended is") {
    FakeRegion region;
    fill(region, "", "");
    region.description = R"({"Troubles":[{"Where":"vpc-1","What":"nft is missing","Note":false},)"
                         R"({"Where":"vpc-1","What":"the rules are back","Note":true}]})";
    auto status = read_status(RegionClient(region.home));
    REQUIRE(status.ok());
    CHECK_FALSE(status.value().well);
    CHECK(reasons(status.value()) == std::vector<std::string>{"vpc-1: nft is missing"});
    auto [text, code] = shown(region);
    CHECK(code == unhealthy);
    CHECK(text.find("WAIT vpc-1: nft is missing") != std::string::npos);
    CHECK(text.find("note vpc-1: the rules are back") != std::string::npos);
    region.description = R"({"Troubles":[{"Where":"v","What":"it is back","Note":true}]})";
    CHECK(shown(region).second == ok);
}

TEST_CASE("lines that were repaired or left out are noted with their number, and nobody waits") {
    FakeRegion region;
    fill(region, "", "");
    region.description = R"({"Troubles":[{"Where":"log group /ecs/app","What":"since the region's )"
                         R"(start 3 lines of tasks were no UTF-8","Note":true,"Lines":3}]})";
    auto [text, code] = shown(region);
    CHECK(code == ok);
    CHECK(
        text.find("note log group /ecs/app: since the region's start 3 lines of tasks were no UTF-8"
        ) != std::string::npos
    );
}

TEST_CASE("an active Kafka cluster whose brokers are in trouble is not well") {
    FakeRegion region;
    fill(region, "", R"(,"StateInfo":{"Message":"the broker ended with code 1"})");
    auto status = read_status(RegionClient(region.home));
    REQUIRE(status.ok());
    CHECK_FALSE(status.value().well);
    CHECK(
        reasons(status.value()) ==
        std::vector<std::string>{"kafka stream is ACTIVE: the broker ended with code 1"}
    );
    CHECK(shown(region).second == unhealthy);
}

/// A service with one task, as many as desired.
void add_service(FakeRegion& region, const std::string& rollout, const std::string& health) {
    region.answers = {
        {"ListClusters", R"({"clusterArns":["arn/poc"]})"},
        {"ListServices", R"({"serviceArns":["arn/ingest"]})"},
        {"DescribeServices",
         R"({"services":[{"serviceName":"ingest","desiredCount":1,"runningCount":1,)"
         R"("deployments":[{"status":"PRIMARY","rolloutState":")" +
             rollout + R"("}]}]})"},
        {"ListTasks", R"({"taskArns":["arn/t"]})"},
        {"DescribeTasks",
         R"({"tasks":[{"taskArn":"arn/t","lastStatus":"RUNNING","healthStatus":")" + health +
             R"("}]})"},
    };
}

TEST_CASE("a service is well when its tasks run, none fails its checks, and its rollout held") {
    FakeRegion region;
    auto is_well = [&](const std::string& rollout, const std::string& health) {
        add_service(region, rollout, health);
        auto status = read_status(RegionClient(region.home));
        REQUIRE(status.ok());
        REQUIRE(status.value().services.size() == 1);
        CHECK(status.value().well == status.value().services.front().well);
        return status.value().well;
    };
    CHECK(is_well("COMPLETED", "HEALTHY"));
    CHECK(is_well("COMPLETED", "UNKNOWN"));
    CHECK_FALSE(is_well("COMPLETED", "UNHEALTHY"));
    CHECK_FALSE(is_well("FAILED", "HEALTHY"));
}

}  // namespace
}  // namespace atlas::cli
