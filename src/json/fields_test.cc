// SPDX-License-Identifier: Apache-2.0
#include "json/fields.h"

#include <doctest/doctest.h>

#include "json/blob.h"
#include "json/list.h"

namespace atlas::json {
namespace {

struct Port {
    int number = 0;
    std::optional<std::string> protocol;
    static void fields(auto& self, auto&& field) {
        field("Number", self.number);
        field("Protocol", self.protocol);
    }
};

struct Service {
    std::string name;
    bool enabled = true;
    std::int64_t size = 0;
    double weight = 0;
    Time created;
    std::vector<Port> ports;
    List<std::string> groups;
    std::map<std::string, std::string> tags;
    Blob secret;
    Value anything;
    static void fields(auto& self, auto&& field) {
        field("Name", self.name);
        field("Enabled", self.enabled);
        field("Size", self.size);
        field("Weight", self.weight);
        field("Created", self.created);
        field("Ports", self.ports);
        field("Groups", self.groups);
        field("Tags", self.tags);
        field("Secret", self.secret);
        field("Anything", self.anything);
    }
};

std::string problem(std::string_view text) {
    Service service;
    auto read = from_value(parse(text).value(), service);
    return read ? "none" : read.error().message();
}

TEST_CASE("a struct goes to JSON and back") {
    const std::string text =
        R"({"Name":"web","Enabled":false,"Size":4294967296,"Weight":0.5,"Created":1763926800.25,)"
        R"("Ports":[{"Number":80},{"Number":443,"Protocol":"tcp"}],"Groups":[],"Tags":{"k":"v"},)"
        R"("Secret":"AP8=","Anything":{"x":[1]}})";
    Service service;
    REQUIRE(from_value(parse(text).value(), service).ok());
    CHECK(service.secret.bytes == std::string("\0\xff", 2));
    CHECK(service.ports[1].protocol == "tcp");
    CHECK(serialize(to_value(service)) == text);
}

TEST_CASE("an absent field keeps its default and an unknown one is passed over") {
    Service service;
    REQUIRE(from_value(parse(R"({"New":1,"Weight":2})").value(), service).ok());
    CHECK(service.enabled);
    CHECK(service.weight == 2.0);
    CHECK(service.groups.absent());
    CHECK(to_value(service).find("Groups") == nullptr);
}

TEST_CASE("a whole number may be written as a double") {
    Service service;
    REQUIRE(from_value(parse(R"({"Size":3.0})").value(), service).ok());
    CHECK(service.size == 3);
    CHECK(problem(R"({"Size":3.5})") == "Size: expected a whole number");
    CHECK(
        problem(R"({"Ports":[{"Number":4294967296}]})") ==
        "Ports[0].Number: expected a whole number"
    );
}

TEST_CASE("what was expected is said with its place") {
    CHECK(problem("[]") == "expected an object");
    CHECK(problem(R"({"Ports":{}})") == "Ports: expected a list");
    CHECK(problem(R"({"Ports":[{},1]})") == "Ports[1]: expected an object");
    CHECK(problem(R"({"Tags":{"a":1}})") == "Tags.a: expected a string");
    CHECK(problem(R"({"Name":7})") == "Name: expected a string");
    CHECK(problem(R"({"Name":null})") == "none");
    CHECK(problem(R"({"Secret":"%"})") == "Secret: expected base64 text");
    CHECK(problem(R"({"Created":1e300})") == "Created: expected a time in epoch seconds");
}

}  // namespace
}  // namespace atlas::json
