// SPDX-License-Identifier: Apache-2.0
// How large heads may be, and what the balancer answers by itself: as an Application Load Balancer
// does.
#include "edge/edge.h"

namespace atlas::engines::haproxy {
namespace {

const std::string url = "https://events.test/";

std::vector<std::string> headers_of(int count, std::size_t bytes) {
    std::vector<std::string> args;
    for (int index = 0; index < count; ++index) {
        args.emplace_back("-H");
        args.push_back("X-H" + std::to_string(index) + ": " + std::string(bytes, 'x'));
    }
    return args;
}

/// The status of a request with these words for curl before its address.
std::string status_of(Edge& edge, std::vector<std::string> more, const std::string& path = "") {
    std::vector<std::string> args{"-o", "/dev/null", "-w", "%{http_code}"};
    args.insert(args.end(), more.begin(), more.end());
    args.push_back(url + path);
    return edge.curl(std::move(args));
}

/// The head and body that came back.
std::string whole_answer(Edge& edge, const std::string& path) {
    return "\n" + edge.curl({"-i", "--http1.1", path});
}

TEST_CASE("heads of the sizes that ELB takes pass, larger ones are refused") {
    if (!can_run()) return;
    Serving edge;
    for (const char* version : {"--http1.1", "--http2"}) {
        CAPTURE(version);
        auto status = [&](std::vector<std::string> more, const std::string& path = "") {
            more.emplace_back(version);
            return status_of(edge, std::move(more), path);
        };
        CHECK(status(headers_of(15, 4000)) == "200");
        CHECK(status(headers_of(1, 15'900)) == "200");
        CHECK(status(headers_of(200, 1)) == "200");
        CHECK(status(headers_of(1, 17'000)) == "400");
        CHECK(status({}, "?" + std::string(15'900, 'q')) == "200");
        CHECK(status({}, "?" + std::string(17'000, 'q')) == "414");
        CHECK(status({}, "bighead?28000") == "200");
        CHECK(status({}, "bighead?60000") == "502");
    }
    CHECK(status_of(edge, headers_of(30, 4000)) != "200");
}

TEST_CASE("a target at fault is 502, one that does not connect 504, none at all 503") {
    if (!can_run()) return;
    Serving edge;
    CHECK(status_of(edge, {"--http1.1"}, "close") == "502");
    auto own = whole_answer(edge, url + "unavailable");
    CAPTURE(own);
    CHECK(own.contains(" 503 Service Unavailable"));
    CHECK_FALSE(own.contains("awselb"));

    auto wanted = edge.wanted({{"10.0.1.10", 8099, false}});
    wanted.balancer.groups[0].health_check.port = 8080;
    edge.engine->apply(wanted);
    REQUIRE(edge.healthy({"10.0.1.10", 8099, false}));
    CHECK(edge.loop.run_until([&] { return status_of(edge, {}) == "502"; }));
    auto refused = whole_answer(edge, url);
    CHECK(refused.contains("HTTP/1.1 502 Bad Gateway"));
    CHECK(refused.contains("<h1>502 Bad Gateway</h1>"));

    edge.engine->apply(edge.wanted({}));
    CHECK(edge.loop.run_until([&] { return status_of(edge, {}) == "503"; }));
    CHECK(whole_answer(edge, url).contains("<h1>503 Service Temporarily Unavailable</h1>"));
}

TEST_CASE("a target that answers no connection is 504 after ten seconds") {
    if (!can_run()) return;
    Serving edge;
    // The security group drops what comes to this port.
    auto wanted = edge.wanted({{"10.0.1.10", 8098, false}});
    wanted.balancer.groups[0].health_check.port = 8080;
    edge.engine->apply(wanted);
    REQUIRE(edge.healthy({"10.0.1.10", 8098, false}));
    auto begun = std::chrono::steady_clock::now();
    auto answer = edge.curl({"-m", "25", "-i", "--http1.1", url});
    CAPTURE(answer);
    auto taken = std::chrono::steady_clock::now() - begun;
    CHECK(answer.contains("HTTP/1.1 504 Gateway Time-out"));
    CHECK(answer.contains("<h1>504 Gateway Time-out</h1>"));
    CHECK(taken >= 9s);
}

TEST_CASE("the balancer's own answers say who answers, and when") {
    if (!can_run()) return;
    Serving edge;
    for (const std::string& asked :
         {std::string("https://tea.edge.test/"), std::string("http://events.test/"), url + "close"
         }) {
        CAPTURE(asked);
        auto answer = whole_answer(edge, asked);
        CHECK(answer.contains("\nserver: awselb/2.0\r"));
        CHECK(answer.contains("\ndate: "));
    }
    CHECK_FALSE(whole_answer(edge, url).contains("awselb"));
}

TEST_CASE("a health check asks for the target by address and port") {
    if (!can_run()) return;
    Serving edge;
    auto seen = "\n" + edge.curl({url + "checked"});
    CHECK(seen.contains("\nhost: 10.0.1.10:8080\n"));
    CHECK(seen.contains("\nuser-agent: ELB-HealthChecker/2.0\n"));
}

TEST_CASE("what came in several lines, and a trace that began elsewhere, go on") {
    if (!can_run()) return;
    Serving edge;
    const std::string root = "Root=1-67891233-abcdef012345678912345678";
    auto headers = [&](std::vector<std::string> more) {
        more.push_back(url + "headers");
        return "\n" + edge.curl(std::move(more));
    };
    auto seen = headers({"-H", "X-Forwarded-For: 1.2.3.4", "-H", "X-Forwarded-For: 5.6.7.8"});
    CHECK(seen.contains(
        "\nx-forwarded-for: 1.2.3.4\nx-forwarded-for: 5.6.7.8\nx-forwarded-for: 127.0.0.1\n"
    ));
    seen = headers({"-H", "X-Amzn-Trace-Id: " + root + ";CalledFrom=app"});
    CHECK(seen.contains("\nx-amzn-trace-id: Self=1-"));
    CHECK(seen.contains(";" + root + ";CalledFrom=app\n"));
    seen = headers({"-H", "X-Amzn-Trace-Id: Self=1-00000000-111111111111111111111111;" + root});
    CHECK_FALSE(seen.contains("Self=1-00000000-1"));
    CHECK(seen.contains(";" + root + "\n"));
    seen = headers({"-H", "X-Amzn-Trace-Id: CalledFrom=app"});
    CHECK(seen.contains("\nx-amzn-trace-id: Root=1-"));
    CHECK(seen.contains(";CalledFrom=app\n"));
}

}  // namespace
}  // namespace atlas::engines::haproxy
