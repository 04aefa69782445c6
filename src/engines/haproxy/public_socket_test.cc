// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/public_socket.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

namespace atlas::engines::haproxy {
namespace {

TEST_CASE("a HAProxy is not started with sockets that could not be copied") {
    std::vector<PublicSocket> sockets;
    sockets.push_back(open_public_socket("127.0.0.1", 0).value());
    CHECK(copy_public_sockets(sockets).value().size() == 1);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    const rlimit none{3, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    auto refused = copy_public_sockets(sockets);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message().starts_with("copy the socket of port "));
}

}  // namespace
}  // namespace atlas::engines::haproxy
