// SPDX-License-Identifier: Apache-2.0
#include "net/client.h"

#include <thread>

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include "net/server.h"

namespace atlas::net {
namespace {

/// What `fetch` returns from a server that sends these bytes to its first client and closes.
Result<Response> fetch_from(const std::string& bytes) {
    auto listener = open_listener("127.0.0.1", 0).value();
    const auto url = "http://127.0.0.1:" + std::to_string(port_of(listener).value()) + "/";
    const std::jthread server([&] {
        pollfd ready{listener.number(), POLLIN, 0};
        ::poll(&ready, 1, -1);
        const linux::Fd client(::accept(listener.number(), nullptr, nullptr));
        char request[4096];
        (void)::recv(client.number(), request, sizeof request, 0);
        (void)::send(client.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    });
    Request request;
    request.method = "GET";
    return fetch(url, request);
}

TEST_CASE("interim responses are passed over, the final one is returned") {
    const auto response = fetch_from(
        "HTTP/1.1 100 Continue\r\n\r\n"
        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    );
    REQUIRE(response.ok());
    CHECK(response.value().status == 200);
    CHECK(response.value().body == "hi");
    CHECK(response.value().headers.find("Link") == nullptr);
}

TEST_CASE("an interim response alone is no response, a switch of protocols is a final one") {
    CHECK_FALSE(fetch_from("HTTP/1.1 100 Continue\r\n\r\n").ok());
    CHECK(fetch_from("HTTP/1.1 101 Switching Protocols\r\n\r\n").value().status == 101);
}

}  // namespace
}  // namespace atlas::net
