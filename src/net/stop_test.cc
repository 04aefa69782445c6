// SPDX-License-Identifier: Apache-2.0
// `Server::stop` while connections are still on their way from the listener to their io thread.
#include <semaphore>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include "net/server.h"

namespace atlas::net {
namespace {

using namespace std::chrono_literals;

/// A server with two io threads, whose connections go to them in turn. A request for /hold blocks
/// its thread until `go` and is then dropped.
struct Held {
    Held() {
        auto socket = open_listener("127.0.0.1", 0).value();
        port = port_of(socket).value();
        REQUIRE(server->listen(std::move(socket)).ok());
    }
    linux::Fd dial() const {
        linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto* raw = reinterpret_cast<const sockaddr*>(&address);
        REQUIRE(::connect(socket.number(), raw, sizeof address) == 0);
        return socket;
    }
    static void send(const linux::Fd& socket, const std::string& target) {
        const auto text = "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
        REQUIRE(::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL) > 0);
    }
    /// A connection that its io thread has answered once and reads from.
    linux::Fd open() const {
        auto socket = dial();
        send(socket, "/");
        std::string got;
        char byte = 0;
        while (!got.ends_with("pong") && ::recv(socket.number(), &byte, 1, 0) == 1)
            got += byte;
        REQUIRE(got.ends_with("pong"));
        return socket;
    }
    /// Leaves the first thread blocked, with a new connection to be accepted as its next step, and
    /// stops the server. `others` connections go before it. Returns how long that took.
    std::chrono::steady_clock::duration stop_before_accept(int others, bool reset) {
        const auto first = open();
        const auto watched = open();  // of the second thread
        const auto second = open();
        std::vector<linux::Fd> more;
        for (int count = 0; count < others; ++count)
            more.push_back(open());
        send(first, "/hold");
        held.acquire();
        // The thread next finds both the request and the new connection.
        send(second, "/hold");
        auto late = dial();
        if (reset) {
            const linger at_once{1, 0};
            setsockopt(late.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            late.close();
        }
        go.release();
        held.acquire();
        const auto began = std::chrono::steady_clock::now();
        std::jthread stopping([this] { server->stop(20s); });
        char byte = 0;
        CHECK(::recv(watched.number(), &byte, 1, 0) == 0);  // the second thread has drained
        go.release();
        stopping.join();
        return std::chrono::steady_clock::now() - began;
    }

    std::counting_semaphore<> held{0};
    std::counting_semaphore<> go{0};
    std::unique_ptr<Server> server =
        Server::create({.threads = 2, .body_sink = {}}, [this](Request request, Respond respond) {
            if (request.target == "/hold") {
                held.release();
                go.acquire();
                return;
            }
            Response response;
            response.body = "pong";
            respond(std::move(response));
        });
    std::uint16_t port = 0;
};

TEST_CASE("stop does not wait for a connection that its thread gets after it has drained") {
    Held server;
    CHECK(server.stop_before_accept(0, false) < 10s);
}

TEST_CASE("stop does not wait for a connection that was gone before it began") {
    Held server;
    CHECK(server.stop_before_accept(1, true) < 10s);
}

}  // namespace
}  // namespace atlas::net
