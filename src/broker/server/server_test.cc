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

/// Echoes frames, except that "hold" is answered only after the next frame, and "drop" drops its
/// Reply.
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

/// A server on a free port with its loop on a thread, and one blocking client.
class Fixture {
public:
    explicit Fixture(Server::Settings settings = {}) : loop(std::move(EventLoop::open()).value()) {
        auto socket = std::move(open_tcp_listener("127.0.0.1", 0)).value();
        sockaddr_in name{};
        socklen_t size = sizeof name;
        ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&name), &size);
        settings.frames_bytes_max = 2 << 20;
        server = std::make_unique<Server>(*loop, settings);
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
    linux::Fd connect(const char* source = "127.0.0.1") const {
        linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in own{};
        own.sin_family = AF_INET;
        ::inet_pton(AF_INET, source, &own.sin_addr);
        REQUIRE(::bind(socket.number(), reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
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
    /// The next frame's body; "closed" at the end of the stream.
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

TEST_CASE("one source cannot take the places of the others") {
    Server::Settings settings;
    settings.connections_max = 6;
    settings.source_connections_max = 3;
    Fixture fixture(settings);
    std::vector<linux::Fd> greedy;
    for (int count = 0; count < 8; ++count)
        greedy.push_back(fixture.connect("127.0.0.8"));
    // Those beyond the share are closed without a byte.
    for (std::size_t count = 3; count < greedy.size(); ++count) {
        fixture.client = std::move(greedy[count]);
        CHECK(fixture.receive() == "closed");
    }
    fixture.client = fixture.connect("127.0.0.9");
    fixture.send(framed("asked"));
    CHECK(fixture.receive() == "asked");
    // A place that is given back is there for the same source.
    greedy.front().close();
    std::string answer = "closed";
    for (int tries = 0; answer == "closed" && tries < 1000; ++tries) {
        fixture.client = fixture.connect("127.0.0.8");
        // The server may have closed it already.
        const auto again = framed("again");
        (void)::send(fixture.client.number(), again.data(), again.size(), MSG_NOSIGNAL);
        answer = fixture.receive();
    }
    CHECK(answer == "again");
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

namespace {

constexpr std::size_t large_bytes = 1 << 20;

void send_all(const linux::Fd& socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        REQUIRE(sent > 0);
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// Connections that each announce a large frame, send `sent` bytes of it and then nothing.
std::vector<linux::Fd> begin_frames(const Fixture& fixture, int count, std::size_t sent) {
    const auto frame = framed(std::string(large_bytes, 's'));
    std::vector<linux::Fd> silent;
    for (int number = 0; number < count; ++number) {
        silent.push_back(fixture.connect());
        send_all(silent.back(), std::string_view(frame).substr(0, sent));
    }
    return silent;
}

/// Returns once the server has read everything sent before: a newer connection gets an answer.
void settle(Fixture& fixture) {
    fixture.send(framed("settled"));
    REQUIRE(fixture.receive() == "settled");
}

constexpr std::chrono::hours never(1);
// Much longer than an honest client needs for one step on a loaded machine.
constexpr std::chrono::milliseconds soon(250);

}  // namespace

TEST_CASE("who announces a large frame and sends nothing holds nobody up") {
    // No connection is closed: the others are served because the silent ones hold no memory.
    Fixture fixture({.stall = never, .contended_frame = never});
    const auto silent = begin_frames(fixture, 50, 8);
    settle(fixture);
    const std::string large(large_bytes, 'x');
    for (int count = 0; count < 3; ++count) {
        fixture.send(framed(large));
        CHECK(fixture.receive().size() == large.size());
    }
}

TEST_CASE("small frames pass while half sent large ones hold all memory") {
    Fixture fixture({.stall = never, .contended_frame = never});
    const auto silent = begin_frames(fixture, 8, large_bytes * 3 / 4);
    for (int count = 0; count < 100; ++count)
        settle(fixture);
}

TEST_CASE("a half sent frame gives its memory back to who waits for it") {
    Fixture fixture({.stall = never, .contended_frame = soon, .sweep = soon});
    const auto silent = begin_frames(fixture, 8, large_bytes * 3 / 4);
    settle(fixture);
    const std::string large(large_bytes, 'x');
    fixture.send(framed(large));
    CHECK(fixture.receive().size() == large.size());
}

TEST_CASE("half sent frames that nobody waits for are left alone") {
    Fixture fixture({.stall = never, .contended_frame = soon, .sweep = soon});
    const auto begun = begin_frames(fixture, 1, large_bytes * 3 / 4);
    std::promise<void> swept;
    fixture.loop->post_after(4 * soon, [&] { swept.set_value(); });
    swept.get_future().wait();
    const auto frame = framed(std::string(large_bytes, 's'));
    send_all(begun[0], std::string_view(frame).substr(large_bytes * 3 / 4));
    std::string back(frame.size(), '\0');
    CHECK(
        ::recv(begun[0].number(), back.data(), back.size(), MSG_WAITALL) ==
        static_cast<ssize_t>(back.size())
    );
    CHECK(back == frame);
}

TEST_CASE("large frames that wait for each other's memory all get through") {
    Fixture fixture({.stall = never, .contended_frame = never});
    // All frames are half sent before any continues; together they exceed the memory by far.
    auto clients = begin_frames(fixture, 16, large_bytes / 2);
    settle(fixture);
    const auto frame = framed(std::string(large_bytes, 's'));
    std::vector<std::thread> senders;
    for (const auto& client : clients)
        senders.emplace_back([&client, &frame] {
            auto rest = std::string_view(frame).substr(large_bytes / 2);
            while (!rest.empty()) {
                const auto sent = ::send(client.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
                if (sent <= 0) return;
                rest.remove_prefix(static_cast<std::size_t>(sent));
            }
        });
    for (const auto& client : clients) {
        std::string back(frame.size(), '\0');
        CHECK(
            ::recv(client.number(), back.data(), back.size(), MSG_WAITALL) ==
            static_cast<ssize_t>(back.size())
        );
    }
    for (auto& sender : senders)
        sender.join();
}

TEST_CASE("who sends a byte now and then keeps its connection, not the room that others wait for") {
    Fixture fixture({.stall = soon, .contended_frame = never, .sweep = soon});
    const auto slow = begin_frames(fixture, 8, large_bytes * 3 / 4);
    std::atomic<bool> over = false;
    std::thread drip([&] {
        while (!over) {
            for (const auto& socket : slow)
                ::send(socket.number(), "x", 1, MSG_NOSIGNAL);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    });
    const std::string large(large_bytes, 'x');
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
