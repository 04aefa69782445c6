// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/server_state.h"

#include <doctest/doctest.h>

namespace atlas::engines::haproxy {
namespace {

const std::string top =
    "1\n"
    "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight "
    "srv_time_since_last_change srv_check_status srv_check_result srv_check_health "
    "srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord "
    "srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n";

/// A server in this operational state for the given time, with the given check state.
std::string line(const char* name, int state, int seconds, int check_state) {
    return std::string("4 tg-app 1 ") + name + " 10.0.1.10 " + std::to_string(state) + " 0 1 1 " +
           std::to_string(seconds) + " 15 3 3 " + std::to_string(check_state) +
           " 0 0 0 - 8080 - 0 0 - - 0\n";
}

TEST_CASE("a state stays the same while only time goes by") {
    auto state = top + line("t-1", 2, 10, 6);
    CHECK(same_server_state(state, top + line("t-1", 2, 99, 14)));
    CHECK_FALSE(same_server_state(state, top + line("t-1", 0, 10, 6)));
    CHECK_FALSE(same_server_state(state, state + line("t-2", 2, 10, 6)));
    CHECK_FALSE(same_server_state("", state));
}

TEST_CASE("a server with a spare was steady") {
    auto steady = steady_servers(
        top + line("t-1", 0, 10, 6) + line("t-1-open", 2, 10, 0) + line("t-2", 0, 1, 6)
    );
    REQUIRE(steady.size() == 1);
    CHECK(steady["tg-app"] == Servers{{"t-1", ServerState{}}});
    CHECK(steady_servers("").empty());
    CHECK(steady_servers("1\n# be_id\n4 tg-app 1\n").empty());
}

}  // namespace
}  // namespace atlas::engines::haproxy
