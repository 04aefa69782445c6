// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/configuration.h"

#include <doctest/doctest.h>

#include "engines/haproxy/rules.h"

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
