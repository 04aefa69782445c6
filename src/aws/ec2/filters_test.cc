// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/filters.h"

#include <doctest/doctest.h>

namespace atlas::aws::ec2 {
namespace {

Filter filter(std::string name, std::vector<std::string> values) {
    Filter made;
    made.name = std::move(name);
    for (auto& value : values)
        made.values.push_back(std::move(value));
    return made;
}

TEST_CASE("all filters must pass, each by any of its values") {
    TagsRow tags{"vpc", {{"Name", "edge"}, {"team", "a"}}};
    auto ask = [](std::string_view name) -> FilterValues {
        if (name == "state") return std::vector<std::string>{"available"};
        return std::nullopt;
    };
    auto check = [&](std::vector<Filter> filters) {
        return passes(json::List<Filter>(std::move(filters)), &tags, ask);
    };
    CHECK(check({}).value());
    CHECK(check({filter("state", {"pending", "available"}), filter("tag:Name", {"ed*"})}).value());
    CHECK(!check({filter("state", {"available"}), filter("tag:Name", {"x"})}).value());
    CHECK(check({filter("tag-key", {"team"})}).value());
    CHECK(!check({filter("tag:absent", {"*"})}).value());
    auto unknown = check({filter("colour", {"red"})});
    REQUIRE(!unknown.ok());
    CHECK(unknown.error().code == "InvalidParameterValue");
    CHECK(unknown.error().message == "The filter 'colour' is invalid");
}

}  // namespace
}  // namespace atlas::aws::ec2
