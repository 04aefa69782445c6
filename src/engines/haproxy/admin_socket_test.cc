// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/admin_socket.h"

#include <doctest/doctest.h>

namespace atlas::engines::haproxy {

TEST_CASE("servers are read from show stat, whatever the order of its columns") {
    auto servers = parse_stat(
        "# pxname,svname,scur,status,check_status,check_code\n"
        "l80,FRONTEND,2,OPEN,,\n"
        "tg,t-1,3,UP,L7OK,200\n"
        "tg,t-2,0,DOWN,L7STS,503\n"
        "tg,BACKEND,3,UP,,\n"
    );
    REQUIRE(servers.size() == 2);
    CHECK(servers["tg/t-1"].sessions == 3);
    CHECK(servers["tg/t-2"].status == "DOWN");
    CHECK(servers["tg/t-2"].check_code == 503);
}

TEST_CASE("a socket that nobody listens on is an error") {
    CHECK_FALSE(run_command("/nonexistent/admin.sock", "show info").ok());
}

}  // namespace atlas::engines::haproxy
