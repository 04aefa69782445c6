// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <doctest/doctest.h>

namespace atlas {
namespace {

Result<int> half(int number) {
    if (number % 2) return Error(ErrorCode::invalid_argument, "odd");
    return number / 2;
}
Result<int> quarter(int number) {
    return half(ATLAS_TRY(half(number).during("first half")));
}
Result<> nothing(int number) {
    ATLAS_TRY(half(number));
    return {};
}

TEST_CASE("TRY yields the value") {
    CHECK(quarter(8).value() == 2);
}
TEST_CASE("an error says what was being done") {
    auto result = quarter(3);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().message() == "first half: odd");
}
TEST_CASE("Result<> carries no value") {
    CHECK(nothing(2).ok());
    CHECK_FALSE(nothing(1));
}

}  // namespace
}  // namespace atlas
