// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/converge.h"

#include <filesystem>
#include <future>

#include "engines/msk/surroundings_fixture.h"
#include "net/server.h"

namespace atlas::engines::msk {
namespace {

TEST_CASE("before a start there are sandbox, names and files") {
    if (skipped()) return;
    FakeSurroundings around;
    auto step = around.step(example_cluster());
    auto prepared = prepare(step);
    REQUIRE(prepared.ok());
    CHECK(prepared.value().sandbox_path == "/run/netns/fake-msk-c1");
    CHECK(prepared.value().sockets.size() == 2);
    CHECK(prepared.value().sockets.contains("internal/2"));
    CHECK(around.network.sandboxes.at("msk-c1").enis == Told{"eni-1", "eni-2"});
    const auto& names = around.network.names.at("kafka:c1");
    CHECK(names.inside.at("b-2.poc.kafka.us-east-1.atlas.test") == Told{"10.0.2.5"});
    CHECK(names.outside.empty());
    CHECK(std::filesystem::exists(step.folder + "/broker.json"));
    CHECK(around.network.public_listeners.empty());
}

TEST_CASE("public access is a guarded socket and a name outside for each broker") {
    if (skipped()) return;
    FakeSurroundings around;
    auto prepared = prepare(around.step(public_cluster()));
    REQUIRE(prepared.ok());
    REQUIRE(prepared.value().sockets.size() == 4);
    CHECK(net::port_of(*prepared.value().sockets.at("public/2")).value() == public_port);
    const auto& guarded = around.network.public_listeners.at("kafka:c1");
    REQUIRE(guarded.size() == 2);
    CHECK(guarded[0].groups == Told{"sg-kafka"});
    const auto& outside = around.network.names.at("kafka:c1").outside;
    CHECK(outside.at("b-2-public.poc.kafka.us-east-1.atlas.test") == guarded[1].address);
}

TEST_CASE("sockets that are held are passed on again") {
    if (skipped()) return;
    FakeSurroundings around;
    auto step = around.step(public_cluster());
    auto first = prepare(step);
    REQUIRE(first.ok());
    step.held = first.value().sockets;
    auto second = prepare(step);
    REQUIRE(second.ok());
    CHECK(second.value().sockets == first.value().sockets);
    auto copies = copy_all(step.cluster, step.held);
    REQUIRE(copies.ok());
    REQUIRE(copies.value().size() == 4);
    CHECK(net::port_of(copies.value()[3]).value() == public_port);
}

TEST_CASE("what the network refuses ends the preparation with its reason") {
    if (skipped()) return;
    FakeSurroundings around;
    around.network.failure = Error(ErrorCode::io, "the kernel said no");
    auto prepared = prepare(around.step(example_cluster()));
    REQUIRE_FALSE(prepared.ok());
    CHECK(prepared.error().message() == "the kernel said no");
}

TEST_CASE("a running broker is told of public access on and off, once") {
    if (skipped()) return;
    FakeSurroundings around;
    auto step = around.step(public_cluster());
    FakeBroker broker(step.folder);
    REQUIRE(converge(step).ok());
    CHECK(
        broker.told() ==
        Told{
            "status",
            "reload",
            "add-listener 1 with a descriptor",
            "add-listener 2 with a descriptor",
            "status"
        }
    );
    CHECK(around.network.public_listeners.at("kafka:c1").size() == 2);
    broker.forget_told();
    REQUIRE(converge(step).ok());
    CHECK(broker.told() == Told{"status", "reload"});

    broker.forget_told();
    REQUIRE(converge(around.step(example_cluster())).ok());
    CHECK(broker.told() == Told{"status", "reload", "remove-listeners"});
    CHECK(broker.public_brokers().empty());
    CHECK(around.network.public_listeners.empty());
    CHECK(around.network.addresses.empty());
    CHECK(around.network.names.at("kafka:c1").outside.empty());
}

TEST_CASE("public access that broke off after its first listener is completed") {
    if (skipped()) return;
    FakeSurroundings around;
    auto step = around.step(public_cluster());
    FakeBroker broker(step.folder);
    broker.refuse("add-listener", 2);
    CHECK_FALSE(converge(step).ok());
    CHECK(broker.public_brokers() == std::set<int>{1});
    broker.forget_told();
    REQUIRE(converge(step).ok());
    CHECK(broker.told() == Told{"status", "reload", "add-listener 2 with a descriptor", "status"});
}

TEST_CASE("rules and leases go although the listeners went before") {
    if (skipped()) return;
    FakeSurroundings around;
    auto step = around.step(public_cluster());
    FakeBroker broker(step.folder);
    REQUIRE(converge(step).ok());
    around.network.failure = Error(ErrorCode::io, "the kernel said no");
    CHECK_FALSE(converge(around.step(example_cluster())).ok());
    CHECK(broker.public_brokers().empty());
    around.network.failure.reset();
    REQUIRE(converge(around.step(example_cluster())).ok());
    CHECK(around.network.public_listeners.empty());
}

TEST_CASE("other security groups guard a public listener that is there") {
    if (skipped()) return;
    FakeSurroundings around;
    auto cluster = public_cluster();
    FakeBroker broker(around.folder(cluster));
    REQUIRE(converge(around.step(cluster)).ok());
    cluster.security_groups = {"sg-closed"};
    REQUIRE(converge(around.step(cluster)).ok());
    CHECK(around.network.public_listeners.at("kafka:c1")[0].groups == Told{"sg-closed"});
}

TEST_CASE("waiting for a broker ends when it answers, at the limit, or when it is given up") {
    if (skipped()) return;
    FakeSurroundings around;
    auto folder = around.directory + "/empty";
    std::filesystem::create_directories(folder);
    auto late = wait_ready(folder, 10ms, {});
    REQUIRE_FALSE(late.ok());
    CHECK(late.error().code() == ErrorCode::unavailable);
    std::stop_source source;
    source.request_stop();
    CHECK_FALSE(wait_ready(folder, 24h, source.get_token()).ok());
    FakeBroker broker(folder);
    CHECK(wait_ready(folder, 24h, {}).ok());
}

TEST_CASE("a broker that comes up, or is given up, while it is waited for is heard at once") {
    if (skipped()) return;
    FakeSurroundings around;
    auto folder = around.directory + "/empty";
    std::filesystem::create_directories(folder);
    std::stop_source source;
    auto waiting = [&] {
        return std::async(std::launch::async, [&] {
            return wait_ready(folder, 24h, source.get_token()).ok();
        });
    };
    auto first = waiting();
    CHECK(first.wait_for(50ms) == std::future_status::timeout);
    {
        FakeBroker broker(folder);
        CHECK(first.get());
        CHECK(broker.told() == Told{"status"});
    }
    std::filesystem::remove(folder + "/control.sock");
    auto second = waiting();
    CHECK(second.wait_for(50ms) == std::future_status::timeout);
    source.request_stop();
    CHECK_FALSE(second.get());
}

TEST_CASE("after the end nothing is left") {
    if (skipped()) return;
    FakeSurroundings around;
    auto step = around.step(public_cluster());
    REQUIRE(prepare(step).ok());
    REQUIRE(clear(step).ok());
    CHECK(around.network.sandboxes.empty());
    CHECK(around.network.names.empty());
    CHECK(around.network.public_listeners.empty());
    CHECK(around.network.addresses.empty());
    CHECK_FALSE(std::filesystem::exists(step.folder));
}

}  // namespace
}  // namespace atlas::engines::msk
