// SPDX-License-Identifier: Apache-2.0
#include "net/make_room.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/server.h"

namespace atlas::net {
namespace {

using namespace std::chrono_literals;

/// A server on a loopback port that answers each request with its target.
struct Fixture {
    explicit Fixture(ServerOptions options) {
        server = Server::create(std::move(options), [](Request request, Respond respond) {
            Response response;
            response.body = request.target;
            respond(std::move(response));
        });
        auto socket = open_listener("127.0.0.1", 0).value();
        port = port_of(socket).value();
        REQUIRE(server->listen(std::move(socket)).ok());
    }
    int dial(const char* source = "127.0.0.1") const {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        ::inet_pton(AF_INET, source, &address.sin_addr);
        REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        address.sin_port = htons(port);
        ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
        REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        return socket;
    }
    /// Reads until the server closes.
    static std::string read_all(int socket) {
        std::string text;
        char piece[4096];
        for (ssize_t got = 0; (got = ::recv(socket, piece, sizeof piece, 0)) > 0;)
            text.append(piece, static_cast<std::size_t>(got));
        return text;
    }
    static std::string ask(int socket) {
        const std::string_view request = "GET /asked HTTP/1.0\r\n\r\n";
        REQUIRE(::send(socket, request.data(), request.size(), MSG_NOSIGNAL) > 0);
        return read_all(socket);
    }

    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

TEST_CASE("a server full of silent connections still answers who asks") {
    ServerOptions options;
    options.connections_max = 8;
    options.patience = 0ms;
    const Fixture fixture(std::move(options));
    std::vector<int> sockets;
    for (int count = 0; count < 41; ++count)
        sockets.push_back(fixture.dial());
    CHECK(Fixture::ask(sockets.back()).ends_with("/asked"));
    for (int socket : sockets)
        ::close(socket);
}

TEST_CASE("a source that takes more than its share takes it from itself") {
    ServerOptions options;
    options.source_connections_max = 4;
    options.patience = 0ms;
    const Fixture fixture(std::move(options));
    const int other = fixture.dial("127.0.0.9");
    std::vector<int> greedy;
    for (int count = 0; count < 12; ++count)
        greedy.push_back(fixture.dial("127.0.0.8"));
    // The first connections of the address are closed, that of the other address is not.
    for (std::size_t count = 0; count < 8; ++count)
        CHECK(Fixture::read_all(greedy[count]).empty());
    CHECK(Fixture::ask(other).ends_with("/asked"));
    CHECK(Fixture::ask(greedy.back()).ends_with("/asked"));
    for (int socket : greedy)
        ::close(socket);
    ::close(other);
}

TEST_CASE("memory is given back once, when most connections of a flood have gone") {
    Trimmer trimmer;
    CHECK(!trimmer.look(200));
    CHECK(!trimmer.look(10));
    CHECK(!trimmer.look(4000));
    CHECK(!trimmer.look(2000));
    CHECK(trimmer.look(1000));
    CHECK(!trimmer.look(900));
    CHECK(trimmer.look(0));
    CHECK(!trimmer.look(0));
}

}  // namespace
}  // namespace atlas::net
