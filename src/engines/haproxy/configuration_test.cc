// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/configuration.h"

#include <doctest/doctest.h>

#include "engines/haproxy/rules.h"
#include "linux/process_runner.h"

namespace atlas::engines::haproxy {
namespace {

Balancer staging() {
    Balancer balancer;
    balancer.id = "edge";
    balancer.addresses = {"10.0.0.5", "10.0.1.5"};
    balancer.public_address = "127.77.1.2";
    TargetGroup group;
    group.id = "tg-events";
    group.health_check.path = "/ready";
    group.health_check.matcher = "200-299";
    group.targets = {{"10.0.11.23", 8080, false}, {"10.0.12.7", 8080, true}};
    balancer.groups = {group};
    Listener plain;
    plain.id = "l80";
    plain.port = 80;
    plain.default_action = Redirect{"HTTPS", "#{host}", "443", "/#{path}", "#{query}", 301};
    Listener secure;
    secure.id = "l443";
    secure.port = 443;
    secure.tls = true;
    secure.certificates = {{"c1", "PEM"}};
    secure.default_action = Forward{{{"tg-events", 1}}};
    secure.rules = {
        {"r2",
         20,
         {{Condition::Field::path_pattern, "", {"/v1/*"}}},
         FixedResponse{418, "text/plain", "it's tea"}},
        {"r1",
         10,
         {{Condition::Field::host_header, "", {"events.staging.atlas.test"}}},
         Forward{{{"tg-events", 1}}}}
    };
    balancer.listeners = {plain, secure};
    return balancer;
}

TEST_CASE("a balancer's files say listeners, rules by priority and targets") {
    auto files = configuration_files(staging());
    const auto& text = files.at("haproxy.cfg");
    CHECK(text.contains("    bind fd@3\n    bind 10.0.0.5:80\n    bind 10.0.1.5:80\n"));
    CHECK(text.contains(
        "bind fd@4 ssl crt-list /run/engine/crt-l443.list ssl-min-ver TLSv1.2 alpn h2,http/1.1"
    ));
    CHECK(text.find("set-var(txn.rule) str(r1)") < text.find("set-var(txn.rule) str(r2)"));
    CHECK(text.contains("server t-10-0-11-23-8080 10.0.11.23:8080 check inter 30000ms"));
    CHECK(text.contains("server t-10-0-11-23-8080-open 10.0.11.23:8080 backup\n"));
    CHECK_FALSE(text.contains("t-10-0-12-7-8080"));
    CHECK(files.at("crt-l443.list") == "/run/engine/certs/c1.pem\n");
    CHECK(files.at("certs/c1.pem") == "PEM");
}

TEST_CASE("a HAProxy that stops answers as before: it asks for nothing that stopping changes") {
    auto text = configuration_files(staging()).at("haproxy.cfg");
    for (const char* fetch : {"nbsrv", "stopping", "be_conn", "fe_conn"})
        CHECK_FALSE(text.contains(fetch));
}

TEST_CASE("a redirect of 80 to 443 keeps path and query and names the port") {
    auto text = configuration_files(staging()).at("haproxy.cfg");
    CHECK(text.contains(
        "http-request redirect location "
        "'https://%[req.hdr(host),field(1,:)]:443/%[path,regsub(^/,)]?%[query]' code 301 "
        "if { query -m found }\n"
        "    http-request redirect location "
        "'https://%[req.hdr(host),field(1,:)]:443/%[path,regsub(^/,)]' code 301\n"
    ));
}

TEST_CASE("patterns mean nothing but * and ?") {
    CHECK(pattern_regex("*.a-b?.test") == R"(^.*\.a-b.\.test$)");
}

/// Whether the expression finds something in the text, as grep sees it.
bool finds(const std::string& expression, const std::string& text, const std::string& options) {
    linux::Command command;
    command.args = {"grep", options, "--", expression};
    command.input = text + "\n";
    auto finished = linux::SystemProcessRunner().run(command);
    REQUIRE(finished.ok());
    REQUIRE(finished.value().code < 2);
    return finished.value().code == 0;
}

/// Whether a request with this query meets the condition.
bool meets(const std::string& query, const std::string& value) {
    return finds(query_regex(value), query, "-Eqi");
}

TEST_CASE("a wildcard of a query condition stays within one parameter") {
    CHECK(meets("x=abcz", "a*z"));
    CHECK(meets("w=1&x=a=z&y=2", "a*z"));
    CHECK_FALSE(meets("x=a&y=z", "a*z"));
    CHECK_FALSE(meets("x=a&z", "a?z"));
    CHECK(meets("x=a-z", "a?z"));
    CHECK_FALSE(meets("x=az", "a?z"));
    CHECK(meets("x=a&k=v1&y=z", "k=v*"));
    CHECK_FALSE(meets("k=a&y=v", "k=a*v"));
    CHECK_FALSE(meets("kk=v", "k=v"));
    CHECK(meets("my-key=v", "my*=v"));
    CHECK_FALSE(meets("my=1&other=v", "my*=v"));
}

TEST_CASE("a query condition ignores case, also that of its key, and only & separates") {
    CHECK(meets("Version=V1", "version=v1"));
    CHECK(meets("a=1&k=v;w", "k=v;w"));
    CHECK_FALSE(meets("a=1;k=v", "k=v"));
    CHECK(meets("k=1&k=2", "k=2"));
}

TEST_CASE("an escaped wildcard of a query condition is a character, other backslashes are too") {
    CHECK(meets("k=a*", R"(k=a\*)"));
    CHECK_FALSE(meets("k=ab", R"(k=a\*)"));
    CHECK(meets("k=why?", R"(k=why\?)"));
    CHECK_FALSE(meets("k=whyx", R"(k=why\?)"));
    CHECK(meets(R"(k=a\b)", R"(k=a\b)"));
    CHECK(meets("k=a.b[c]", "k=a.b[c]"));
}

TEST_CASE("wildcards of hosts, paths and headers match any characters, dots and slashes too") {
    CHECK(finds(pattern_regex("*.example.com"), "a.b.example.com", "-Eq"));
    CHECK(finds(pattern_regex("/img/*/pics"), "/img/a/b/pics", "-Eq"));
    CHECK_FALSE(finds(pattern_regex("/img/*/pics"), "/img/pics", "-Eq"));
}

TEST_CASE("a target is checked at its interval once it has been healthy, and often before") {
    TargetGroup group;
    Target target{"10.0.0.1", 80, false};
    CHECK(
        server_words(group, target, Checks::steady) ==
        "10.0.0.1:80 check inter 30000ms rise 5 fall 2"
    );
    CHECK(server_words(group, target, Checks::initial).contains(" inter 250ms rise 1000000 "));
    CHECK(server_words(group, target, Checks::none) == "10.0.0.1:80 backup");
}

TEST_CASE("weights share a forward") {
    Listener listener;
    listener.id = "l";
    listener.default_action = Forward{{{"a", 1}, {"b", 3}, {"c", 0}}};
    CHECK(rule_lines(listener) == "    use_backend a if { rand(4) lt 1 }\n    use_backend b\n");
}

}  // namespace
}  // namespace atlas::engines::haproxy
