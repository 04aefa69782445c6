// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/page.h"

#include <vector>

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::aws;

namespace {

Answer<Page> page(std::string_view operation, std::string_view input) {
    auto value = json::parse(input);
    REQUIRE(value.ok());
    return Page::read(
        "ecs",
        operation,
        value.value(),
        {.size_default = 2, .size_max = 3, .bad_token = {"InvalidParameterException", "no", 400, {}}
        }
    );
}

std::vector<std::string> letters(std::string_view text) {
    std::vector<std::string> items;
    for (char letter : text)
        items.emplace_back(1, letter);
    return items;
}

/// A page of the letters of `text`, and the token of the next.
std::pair<std::string, std::optional<std::string>> cut(
    std::string_view text, std::string_view input = "{}"
) {
    auto read = page("ListLetters", input);
    REQUIRE(read.ok());
    auto items = letters(text);
    auto next = read.value().cut(items, [](const std::string& item) { return item; });
    std::string left;
    for (const auto& item : items)
        left += item;
    return {left, next};
}

std::string after(const std::optional<std::string>& token) {
    REQUIRE(token);
    return R"({"nextToken":")" + *token + R"("})";
}

}  // namespace

TEST_CASE("pages bring every item once, in the list's order") {
    auto [first, next] = cut("cabde");
    CHECK(first == "ca");
    auto [second, then] = cut("cabde", after(next));
    CHECK(second == "bd");
    auto [third, end] = cut("cabde", after(then));
    CHECK(third == "e");
    CHECK_FALSE(end);
}

TEST_CASE("a list that just fills its page has no next one") {
    auto [all, next] = cut("ab");
    CHECK(all == "ab");
    CHECK_FALSE(next);
    CHECK(cut("").first.empty());
}

TEST_CASE("a list that changes between two pages repeats nothing and skips nothing") {
    auto next = cut("abcdef").second;
    CHECK(cut("xabcdef", after(next)).first == "cd");
    CHECK(cut("bcdef", after(next)).first == "cd");
    CHECK(cut("acdef", after(next)).first == "cd");  // b itself is gone
    CHECK(cut("a", after(next)).first.empty());
}

TEST_CASE("a token of another operation, of other parameters or of nobody is refused") {
    auto token = cut("abc").second;
    REQUIRE(token);
    CHECK_FALSE(page("ListWords", after(token)).ok());
    auto filtered = R"({"family":"x","nextToken":")" + *token + R"("})";
    CHECK(page("ListLetters", filtered).error().code == "InvalidParameterException");
    for (const auto* text : {"", "1", "MQ==", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        CHECK_FALSE(page("ListLetters", R"({"nextToken":")" + std::string(text) + R"("})").ok());
}

TEST_CASE("the size may change from page to page, within its limits") {
    auto token = cut("abcdef", R"({"maxResults":1})").second;
    REQUIRE(token);
    CHECK(cut("abcdef", R"({"maxResults":3,"nextToken":")" + *token + R"("})").first == "bcd");
    CHECK_FALSE(page("ListLetters", R"({"maxResults":0})").ok());
    CHECK_FALSE(page("ListLetters", R"({"maxResults":4})").ok());
}
