// SPDX-License-Identifier: Apache-2.0
// Conditions on keys that AWS provides for an action, but whose values Atlas does not know.
#include <doctest/doctest.h>

#include "policy/policy.h"

namespace atlas::policy {
namespace {

constexpr std::string_view lacking[] = {"a:colour", "a:resourcetag/"};

Effect decide(const std::string& effect, const std::string& condition) {
    const std::string head = R"({"Version":"2012-10-17","Statement":[)";
    const std::string all = R"({"Effect":"Allow","Action":"*","Resource":"*"})";
    const std::string own = R"({"Effect":")" + effect +
                            R"(","Action":"a:*","Resource":"*","Condition":{)" + condition + "}}";
    std::vector<Named> identity{
        {"p", parse(head + own + (effect == "Deny" ? "," + all : "") + "]}").value()}
    };
    const Context context{{"a:shape", {"round"}}};
    const Request request{
        "arn:aws:iam::1:user/ada", "", "1", "a:B", "arn:aws:a:::r", &context, lacking
    };
    return evaluate(request, {.identity = &identity}).effect;
}

TEST_CASE("a Deny on a key that is not known denies, whatever its operator") {
    for (const auto* condition :
         {R"("StringEquals":{"a:Colour":"red"})",
          R"("StringNotEquals":{"a:Colour":"red"})",
          R"("StringEqualsIfExists":{"a:Colour":"red"})",
          R"("Null":{"a:Colour":"false"})",
          R"("Null":{"a:Colour":"true"})",
          R"("ForAnyValue:StringLike":{"a:ResourceTag/Team":"*"})"}) {
        CAPTURE(condition);
        CHECK(decide("Deny", condition) == Effect::explicit_deny);
    }
}

TEST_CASE("an Allow on a key that is not known does not allow") {
    CHECK(decide("Allow", R"("StringEquals":{"a:Colour":"red"})") == Effect::implicit_deny);
    CHECK(decide("Allow", R"("StringNotEquals":{"a:Colour":"red"})") == Effect::implicit_deny);
    CHECK(decide("Allow", R"("StringEqualsIfExists":{"a:Colour":"r"})") == Effect::implicit_deny);
}

TEST_CASE("other conditions of the statement decide as ever") {
    CHECK(
        decide("Deny", R"("StringEquals":{"a:Colour":"red","a:Shape":"square"})") == Effect::allow
    );
    CHECK(decide("Deny", R"("StringEquals":{"a:Size":"big"})") == Effect::allow);
    CHECK(decide("Allow", R"("StringNotEquals":{"a:Size":"big"})") == Effect::allow);
}

}  // namespace
}  // namespace atlas::policy
