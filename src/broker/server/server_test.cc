// SPDX-License-Identifier: Apache-2.0
#include "broker/server/server.h"

#include <atomic>
#include <future>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace atlas::broker {
namespace {

/// "hold" waits for the next frame and is answered after it; "drop" loses its reply; others echo.
class HoldingSession final : public Session {
public:
    void on_frame(std::string frame, Reply reply) override {
        if (frame == "hold") {
            held_ = std::make_unique<Reply>(std::move(reply));
        } else if (frame == "skip") {
            reply.skip();
        } else if (frame != "drop") {
            reply.send(framed(frame));
            if (held_) held_->send(framed("held"));
            held_.reset();
        }
    }
    std::size_t frame_bytes_max() const override { return 1 << 20; }
    bool established() const override { return true; }

    static std::string framed(const std::string& body) {
        const auto size = htonl(static_cast<std::uint32_t>(body.size()));
        return std::string(reinterpret_cast<const char*>(&size), sizeof size) + body;
    }

private:
    std::unique_ptr<Reply> held_;
};

/// A server on a port of its own, its loop on a thread of its own, and one blocking client.
class Fixture {
public:
    explicit Fixture(std::chrono::milliseconds stall = limits::stall)
        : loop(std::move(EventLoop::open()).value()) {
        auto socket = std::move(open_tcp_listener("127.0.0.1", 0)).value();
        sockaddr_in name{};
        socklen_t size = sizeof name;
        ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&name), &size);
        server = std::make_unique<Server>(
            *loop, Server::Settings{.memory_bytes_max = 2 << 20, .answers = nullptr, .stall = stall}
        );
        auto listening = server->listen(
            "internal",
            std::move(socket),
            [] { return std::shared_ptr<TlsIdentity>(); },
            [](auto) { return std::make_unique<HoldingSession>(); }
        );
        REQUIRE(listening.ok());
        thread = std::thread([this] { loop->run(); });
        address = name;
        client = connect();
    }
    linux::Fd connect() const {
        linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto* name = reinterpret_cast<const sockaddr*>(&address);
        REQUIRE(::connect(socket.number(), name, sizeof address) == 0);
        return socket;
    }
    ~Fixture() {
        loop->stop();
        thread.join();
        server.reset();
    }
    void send(const std::string& bytes) {
        REQUIRE(
            ::send(client.number(), bytes.data(), bytes.size(), 0) ==
            static_cast<ssize_t>(bytes.size())
        );
    }
    /// The next frame's body; "closed" at the end.
    std::string receive() {
        std::uint32_t size = 0;
        if (::recv(client.number(), &size, sizeof size, MSG_WAITALL) != sizeof size)
            return "closed";
        std::string body(ntohl(size), '\0');
        ::recv(client.number(), body.data(), body.size(), MSG_WAITALL);
        return body;
    }

    std::unique_ptr<EventLoop> loop;
    std::unique_ptr<Server> server;
    std::thread thread;
    sockaddr_in address{};
    linux::Fd client;
};

const auto framed = HoldingSession::framed;

}  // namespace

TEST_CASE("answers leave in the order of their requests, whenever they are ready") {
    Fixture fixture;
    fixture.send(framed("hold") + framed("second"));
    CHECK(fixture.receive() == "held");
    CHECK(fixture.receive() == "second");
}

TEST_CASE("a skipped answer holds nothing back") {
    Fixture fixture;
    fixture.send(framed("skip") + framed("next"));
    CHECK(fixture.receive() == "next");
}

TEST_CASE("a reply that is dropped closes its connection after earlier answers") {
    Fixture fixture;
    fixture.send(framed("first") + framed("drop") + framed("never"));
    CHECK(fixture.receive() == "first");
    CHECK(fixture.receive() == "closed");
}

TEST_CASE("a frame may come byte by byte") {
    Fixture fixture;
    for (const char byte : framed("slow"))
        fixture.send(std::string(1, byte));
    CHECK(fixture.receive() == "slow");
}

TEST_CASE("a frame above the session's limit closes the connection unread") {
    Fixture fixture;
    fixture.send(std::string("\x00\x10\x00\x01", 4));
    CHECK(fixture.receive() == "closed");
}

TEST_CASE("many large frames pass through a small budget") {
    Fixture fixture;
    const std::string large(1 << 20, 'x');
    std::thread sender([&] {
        for (int count = 0; count < 40; ++count)
            fixture.send(framed(large));
    });
    for (int count = 0; count < 40; ++count)
        CHECK(fixture.receive().size() == large.size());
    sender.join();
}

TEST_CASE("who sends a byte now and then keeps its connection, not the room that others wait for") {
    Fixture fixture(std::chrono::milliseconds(100));
    const auto begin_frame = [](const linux::Fd& socket) {
        const auto size = htonl(1 << 20);
        REQUIRE(::send(socket.number(), &size, sizeof size, MSG_NOSIGNAL) == sizeof size);
    };
    // Two frames that are coming for ever take the whole budget.
    const linux::Fd slow[] = {fixture.connect(), fixture.connect()};
    for (const auto& socket : slow)
        begin_frame(socket);
    std::atomic<bool> over = false;
    std::thread drip([&] {
        while (!over) {
            for (const auto& socket : slow)
                ::send(socket.number(), "x", 1, MSG_NOSIGNAL);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    });
    const std::string large(1 << 20, 'x');
    fixture.send(framed(large));
    CHECK(fixture.receive().size() == large.size());
    over = true;
    drip.join();
}

TEST_CASE("who waits for the last connection to go is told") {
    Fixture fixture;
    fixture.send(framed("first"));
    CHECK(fixture.receive() == "first");
    std::promise<void> empty;
    fixture.loop->post([&] { fixture.server->when_empty([&] { empty.set_value(); }); });
    auto told = empty.get_future();
    fixture.send(framed("second"));
    CHECK(fixture.receive() == "second");
    CHECK(told.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
    fixture.client.close();
    CHECK(told.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
}

TEST_CASE("a thousand requests at once are all answered in order") {
    Fixture fixture;
    std::string all;
    for (int count = 0; count < 1000; ++count)
        all += framed(std::to_string(count));
    fixture.send(all);
    for (int count = 0; count < 1000; ++count)
        REQUIRE(fixture.receive() == std::to_string(count));
}

}  // namespace atlas::broker
