// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/refuse_members.h"

#include <doctest/doctest.h>

#include "aws/models/ecs/service_model.h"
#include "aws/wire/find_operation.h"

using namespace atlas;
using namespace atlas::aws;

namespace {

std::string refusal(
    const ServiceModel& service,
    std::string_view name,
    std::string_view input,
    const RuleIndex& rules = RuleIndex::generated()
) {
    auto value = json::parse(input);
    REQUIRE(value.ok());
    auto passed = refuse_members(service, *find_operation(service, name), value.value(), rules);
    if (passed) return "passes";
    CHECK(passed.error().http_status == 501);
    return passed.error().code + ": " + passed.error().message;
}

constexpr Shape text{.name = "string", .kind = ShapeKind::string};
constexpr Shape texts{.name = "Texts", .kind = ShapeKind::list, .item = &text};
constexpr Member door_members[] = {
    {.name = "Open", .wire_name = "Open", .query_name = "Open", .shape = &text},
    {.name = "Colour", .wire_name = "Colour", .query_name = "Colour", .shape = &text},
    {.name = "Locks", .wire_name = "Locks", .query_name = "Locks", .shape = &texts},
};
constexpr Shape door{.name = "Door", .kind = ShapeKind::structure, .members = door_members};
constexpr Shape doors{.name = "Doors", .kind = ShapeKind::list, .item = &door};
constexpr Shape by_name{.name = "ByName", .kind = ShapeKind::map, .item = &door};
constexpr Member house_members[] = {
    {.name = "Front", .wire_name = "Front", .query_name = "Front", .shape = &door},
    {.name = "Doors", .wire_name = "Doors", .query_name = "Doors", .shape = &doors},
    {.name = "Named", .wire_name = "Named", .query_name = "Named", .shape = &by_name},
};
constexpr Shape house{.name = "House", .kind = ShapeKind::structure, .members = house_members};
constexpr OperationModel operations[] = {
    {.name = "Build",
     .method = "POST",
     .uri = "/",
     .input = &house,
     .output = nullptr,
     .result_wrapper = ""}
};
constexpr ServiceModel service{
    .name = "houses",
    .iam_prefix = "houses",
    .signing_name = "houses",
    .api_version = "1",
    .target_prefix = "",
    .json_version = "1.1",
    .xml_namespace = "",
    .protocol = Protocol::json,
    .operations = operations,
    .errors = {}
};

constexpr std::string_view neutral_open[] = {"false", "\"OFF\""};
constexpr RefusedMember refused_of_door[] = {{"Open", neutral_open}, {"Locks", {}}};
constexpr ShapeRules door_rules[] = {{.shape = &door, .refused = refused_of_door}};

std::string of_house(std::string_view input) {
    const std::span<const ShapeRules> all[] = {door_rules};
    return refusal(service, "Build", input, RuleIndex(all));
}

}  // namespace

TEST_CASE("a member that nothing honours is refused by its name, wherever it is") {
    CHECK(
        of_house(R"({"Front":{"Open":true}})") ==
        "NotImplemented: houses:Build: Front.Open is not implemented by this region: leave it out, "
        "or set it to false or \"OFF\"."
    );
    CHECK(
        of_house(R"({"Doors":[{"Colour":"red"},{"Locks":["a"]}]})") ==
        "NotImplemented: houses:Build: Doors[1].Locks is not implemented by this region."
    );
    CHECK(of_house(R"({"Named":{"back":{"Open":"ON"}}})")
              .starts_with("NotImplemented: houses:Build: Named[back].Open is"));
}

TEST_CASE("a refused member passes empty and at a value that changes nothing") {
    CHECK(of_house(R"({"Front":{"Open":false,"Locks":[],"Colour":"red"}})") == "passes");
    CHECK(of_house(R"({"Doors":[{"Open":"OFF"}]})") == "passes");
    CHECK(of_house(R"({"Front":{"Open":{}}})") == "passes");
    CHECK(of_house("{}") == "passes");
}

TEST_CASE("a service that asks for ECS Exec is refused, one that says it does not is taken") {
    const auto& ecs = ecs::service_model();
    CHECK(refusal(ecs, "CreateService", R"({"enableExecuteCommand":true})")
              .starts_with("NotImplemented: ecs:CreateService: enableExecuteCommand is not"));
    CHECK(refusal(ecs, "CreateService", R"({"enableExecuteCommand":false})") == "passes");
}
