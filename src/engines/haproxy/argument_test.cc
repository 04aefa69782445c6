// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/argument.h"

#include <filesystem>
#include <random>

#include <doctest/doctest.h>

#include "engines/haproxy/check_configuration.h"

namespace atlas::engines::haproxy {
namespace {

/// A folder for `haproxy -c`, removed at the end.
struct Folder {
    std::string path;
    Folder() {
        char name[] = "/tmp/atlas-argument-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

std::string why_not(const Balancer& balancer) {
    Folder folder;
    // Deeper than a socket path may be.
    auto deep = folder.path + "/" + std::string(120, 'd');
    std::filesystem::create_directory(deep);
    auto checked = check_configuration(balancer, deep);
    CHECK(!std::filesystem::exists(deep + "/candidate"));
    return checked ? "" : checked.error().message();
}

/// A balancer with this text wherever a caller can supply text.
Balancer saying(const std::string& text) {
    Balancer balancer;
    balancer.id = "edge";
    balancer.addresses = {"10.0.0.5"};
    TargetGroup group;
    group.id = "tg";
    group.health_check.path = "/" + text;
    group.targets = {{"10.0.0.9", 80, false}};
    balancer.groups = {group};
    Listener listener;
    listener.id = "l80";
    listener.port = 80;
    using Field = Condition::Field;
    Redirect redirect{"HTTPS", text, "#{port}", "/" + text, text, 301};
    listener.rules = {
        {"r1", 1, {{Field::host_header, "", {text, text + "*"}}}, redirect},
        {"r2", 2, {{Field::http_header, "X" + text, {text}}}, FixedResponse{200, "", text}},
        {"r3", 3, {{Field::query, "", {"k" + text + "=" + text, text}}}, Forward{{{"tg", 1}}}},
        {"r4", 4, {{Field::path_pattern, "", {text, text + "?"}}}, Forward{{{"tg", 1}}}},
        {"r5", 5, {{Field::method, "", {text}}}, Forward{{{"tg", 1}}}},
    };
    listener.default_action = FixedResponse{404, "text/plain", text};
    balancer.listeners = {listener};
    return balancer;
}

TEST_CASE("text is one word, whatever its characters") {
    CHECK(quoted("it's") == R"('it'\''s')");
    CHECK(quoted("a\nb") == R"('a'\x0a'b')");
    CHECK(quoted(std::string_view("a\0b", 3)) == "'ab'");
    CHECK(fetch_argument("a)',b") == R"('a)'\'',b')");
    CHECK(pattern("-f") == "-- '-f'");
    CHECK(format_literal("100%[path]") == "100%%[path]");
}

TEST_CASE("hostile text is text to HAProxy") {
    const std::string texts[] = {
        "#b",
        "a b",
        "'",
        "\"",
        "\\",
        "\\'",
        "$HOME",
        "${HOME}",
        "%",
        "%[path]",
        "%[",
        "#{path",
        "#{path}#",
        "-f",
        "-i",
        "--",
        "a)",
        "(a",
        "a,b",
        "{ a }",
        "if",
        "]",
        "(?",
        "[a",
        "*",
        "\r\n\t",
        "x\nbackend y",
        "\"$HOME\"",
        "\n    bind *:81\n",
        "\303\244",
    };
    for (const auto& text : texts) {
        INFO(text);
        CHECK(why_not(saying(text)) == "");
    }
}

TEST_CASE("so is random text") {
    auto seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    constexpr std::string_view favourites = "#%[]{}()'\"\\$ ,-\n\r\t";
    for (int round = 0; round < 20; ++round) {
        std::string text;
        for (auto left = 1 + random() % 40; left > 0; --left) {
            bool favourite = random() % 2 == 0;
            text += favourite ? favourites[random() % favourites.size()]
                              : static_cast<char>(1 + random() % 255);
        }
        INFO(text);
        CHECK(why_not(saying(text)) == "");
    }
}

TEST_CASE("what HAProxy refuses is told with its line") {
    auto balancer = saying("a");
    balancer.listeners[0].rules[0].conditions = {{Condition::Field::source_ip, "", {"1.2.3.4/99"}}};
    CHECK(why_not(balancer).starts_with("haproxy refuses the new configuration: line "));
}

}  // namespace
}  // namespace atlas::engines::haproxy
