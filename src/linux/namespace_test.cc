// SPDX-License-Identifier: Apache-2.0
#include "linux/namespace.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/route_socket.h"

namespace atlas::linux {
namespace {

std::string name_of(std::string_view part) {
    return "atlastest-" + std::to_string(::getpid()) + "-" + std::string(part);
}

struct Pair {
    std::string left = name_of("left");
    std::string right = name_of("right");
    ~Pair() {
        (void)remove_namespace(left);
        (void)remove_namespace(right);
    }
};

TEST_CASE(
    "namespaces are made, listed, refused twice and removed" * doctest::skip(::geteuid() != 0)
) {
    Pair names;
    REQUIRE(create_namespace(names.left));
    auto again = create_namespace(names.left);
    REQUIRE(!again);
    CHECK(again.error().code() == ErrorCode::already_exists);
    CHECK(list_namespaces(name_of("")).value() == std::vector{names.left});
    CHECK(remove_namespace(names.left));
    CHECK(remove_namespace(names.left));
    CHECK(list_namespaces(name_of("")).value().empty());
    CHECK(!open_namespace(names.left));
}

TEST_CASE("a socket is inside the namespace it was opened in" * doctest::skip(::geteuid() != 0)) {
    Pair names;
    auto left = create_namespace(names.left);
    auto right = create_namespace(names.right);
    REQUIRE(left);
    REQUIRE(right);
    auto socket = in_namespace<Fd>(left.value().number(), [&]() -> Result<Fd> {
        return Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    });
    REQUIRE(socket);
    auto again = open_namespace(names.left);
    REQUIRE(again);
    CHECK(is_inside(socket.value(), again.value()).value());
    CHECK_FALSE(is_inside(socket.value(), right.value()).value());
}

TEST_CASE(
    "a veth pair joins two namespaces with addresses, routes and rules" *
    doctest::skip(::geteuid() != 0)
) {
    Pair names;
    auto left = create_namespace(names.left);
    auto right = create_namespace(names.right);
    REQUIRE(left);
    REQUIRE(right);
    auto here = RouteSocket::open(left.value().number());
    auto there = RouteSocket::open(right.value().number());
    REQUIRE(here);
    REQUIRE(there);
    CHECK(here.value().add_veth("near", "eth0", right.value().number()));
    CHECK(!here.value().add_veth("near", "eth1", right.value().number()));
    CHECK(here.value().set_up("near"));
    CHECK(there.value().set_up("eth0"));
    CHECK(here.value().await_running("near"));
    CHECK(!here.value().await_running("absent"));
    CHECK(there.value().add_address({"eth0", "10.9.0.4", 32}));
    CHECK(there.value().add_address({"eth0", "10.9.0.4", 32}));
    CHECK(there.value().put_route(
        {.destination = "169.254.1.1", .prefix = 32, .gateway = "", .interface = "eth0"}
    ));
    Route by_gateway{.gateway = "169.254.1.1", .interface = "eth0", .table = 101};
    CHECK(there.value().put_route(by_gateway));
    CHECK(there.value().put_route(by_gateway));
    CHECK(there.value().add_rule("10.9.0.4", 101));
    CHECK(there.value().add_rule("10.9.0.4", 101));
    CHECK(here.value().put_route({.gateway = "", .interface = "", .kind = Route::Kind::unreachable})
    );
    auto addresses = there.value().list_addresses();
    REQUIRE(addresses);
    CHECK(std::any_of(addresses.value().begin(), addresses.value().end(), [](const auto& entry) {
        return entry.interface == "eth0" && entry.address == "10.9.0.4" && entry.prefix == 32;
    }));
    CHECK(here.value().delete_link("near"));
    CHECK(here.value().delete_link("near"));
    CHECK(there.value().list_links().value() == std::vector<std::string>{"lo"});
}

}  // namespace
}  // namespace atlas::linux
