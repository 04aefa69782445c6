// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "net/client.h"
#include "net/server.h"

namespace atlas::net {
namespace {

void echo(Request request, Respond respond) {
    Response response;
    response.body = request.method + " " + request.target + "\n";
    respond(std::move(response));
}

TEST_CASE("a Unix socket is private, taken over when dead and refused when alive") {
    const auto path = "/tmp/atlas-net-test-" + std::to_string(getpid()) + ".sock";
    Request get;
    get.method = "GET";
    for (int round = 0; round < 2; ++round) {
        auto server = Server::create({}, echo);
        REQUIRE(server->listen(open_unix_listener(path).value()).ok());
        CHECK(open_unix_listener(path).error().code() == ErrorCode::already_exists);
        const ClientOptions options{.ca_file = {}, .connect_to = "unix:" + path};
        CHECK(fetch("http://region/x", get, options).value().body == "GET /x\n");
    }
    ::unlink(path.c_str());
}

TEST_CASE("a file that is no dead socket is not replaced by one") {
    const auto path = "/tmp/atlas-net-test-" + std::to_string(getpid()) + ".file";
    std::ofstream(path) << "kept";
    CHECK(open_unix_listener(path).error().code() == ErrorCode::already_exists);
    std::string text;
    std::ifstream(path) >> text;
    CHECK(text == "kept");
    const auto link = path + ".link";
    REQUIRE(::symlink(path.c_str(), link.c_str()) == 0);
    CHECK(open_unix_listener(link).error().code() == ErrorCode::already_exists);
    CHECK(::access(link.c_str(), F_OK) == 0);
    ::unlink(link.c_str());
    ::unlink(path.c_str());
}

}  // namespace
}  // namespace atlas::net
