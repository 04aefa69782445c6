// SPDX-License-Identifier: Apache-2.0
// What one HAProxy leaves to the next: no client and no target notices the change.
#include <arpa/inet.h>
#include <netinet/in.h>

#include "edge/edge.h"

namespace atlas::engines::haproxy {
namespace {

const std::string url = "https://events.test/";
const std::string head = "GET / HTTP/1.1\r\nHost: events.test\r\n";

/// A connection to the balancer's port 80, for requests in pieces.
class Connection {
public:
    explicit Connection(Edge& edge)
        : edge_(edge), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(80);
        ::inet_pton(AF_INET, "127.77.200.2", &address.sin_addr);
        REQUIRE(
            ::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0
        );
    }
    void send(const std::string& text) {
        REQUIRE(
            ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL) == std::ssize(text)
        );
    }
    /// What has come when it has this end.
    std::string until(const std::string& end) {
        CHECK(turn_until([&] { return receive() || text_.ends_with(end); }));
        return std::exchange(text_, "");
    }
    bool closed() {
        return turn_until([&] { return receive(); });
    }

private:
    // Nothing wakes the loop when bytes come.
    bool turn_until(const std::function<bool()>& done) {
        for (int turn = 0; turn < 2000 && !done(); ++turn)
            edge_.loop.run_until([] { return false; }, 10ms);
        return done();
    }
    bool receive() {
        char buffer[4096];
        auto count = ::recv(socket_.number(), buffer, sizeof(buffer), MSG_DONTWAIT);
        if (count > 0) text_.append(buffer, static_cast<std::size_t>(count));
        return count == 0 || (count < 0 && errno != EAGAIN);
    }

    Edge& edge_;
    linux::Fd socket_;
    std::string text_;
};

/// Port 80 forwards too.
Wanted plain(Edge& edge, std::vector<Target> members) {
    auto wanted = edge.wanted(std::move(members));
    wanted.balancer.listeners[0].default_action = Forward{{{"tg-app", 1}}};
    return wanted;
}

void change_rule(Wanted& wanted) {
    wanted.balancer.listeners[1].rules[0].action = FixedResponse{403, "", ""};
}

/// Until the changed rule holds every request is answered by the target.
void check_served_until_changed(Edge& edge) {
    CHECK(edge.loop.run_until([&] {
        CHECK(edge.curl({url}) == "one");
        return edge.status("https://tea.edge.test/") == "403 2";
    }));
    CHECK(edge.curl({url}) == "one");
}

/// The HAProxy that runs answers no command any more.
void silence(Edge& edge) {
    fs::remove(edge.home / "elb/edge/admin-0.sock");
}

TEST_CASE("a request that a HAProxy reads while it stops is served as any other") {
    if (!can_run()) return;
    Serving edge;
    auto wanted = plain(edge, {first});
    edge.engine->apply(wanted);
    REQUIRE(edge.loop.run_until([&] { return edge.curl({"http://events.test/"}) == "one"; }));
    Connection slow(edge);
    slow.send(head);
    Connection idle(edge);
    idle.send(head + "\r\n");
    REQUIRE(idle.until("\r\n\r\none").contains(" 200 OK\r\n"));
    change_rule(wanted);
    edge.engine->apply(wanted);
    // A HAProxy closes idle connections when it begins to stop.
    REQUIRE(idle.closed());
    slow.send("\r\n");
    auto answer = slow.until("\r\n\r\none");
    CAPTURE(answer);
    CHECK(answer.contains(" 200 OK\r\n"));
}

TEST_CASE("a region that finds a silent HAProxy knows its targets for the next one") {
    if (!can_run()) return;
    Serving edge;
    silence(edge);
    edge.reopen();
    auto wanted = edge.wanted({first});
    change_rule(wanted);
    edge.engine->apply(wanted);
    check_served_until_changed(edge);
    CHECK(edge.healthy(first));
}

TEST_CASE("a group without a healthy target fails open in the next HAProxy too") {
    if (!can_run()) return;
    Serving edge;
    edge.remove("app-1", "ready");
    REQUIRE(edge.becomes(first, Health::State::unhealthy));
    silence(edge);
    auto wanted = edge.wanted({first});
    change_rule(wanted);
    edge.engine->apply(wanted);
    check_served_until_changed(edge);
    CHECK(edge.engine->health("edge", "tg-app", first)->state == Health::State::unhealthy);
}

TEST_CASE("a HAProxy that was killed comes back with the health its targets had last") {
    if (!can_run()) return;
    Serving edge;
    edge.start_target("app-2", "eni-0000000004", "two");
    auto wanted = edge.wanted({first, second});
    edge.engine->apply(wanted);
    REQUIRE(edge.healthy(second));
    change_rule(wanted);
    edge.engine->apply(wanted);
    REQUIRE(edge.loop.run_until([&] { return edge.status("https://tea.edge.test/") == "403 2"; }));
    edge.remove("app-2", "ready");
    REQUIRE(edge.becomes(second, Health::State::unhealthy));
    edge.kill_balancer();
    for (int count = 0; count < 6; ++count)
        CHECK(edge.curl({url}) == "one");
}

}  // namespace
}  // namespace atlas::engines::haproxy
