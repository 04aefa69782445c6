// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/lifecycle.h"

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::aws::ecr;

namespace {

std::string rule(int priority, const std::string& selection) {
    return R"({"rulePriority":)" + std::to_string(priority) + R"(,"selection":{)" + selection +
           R"(},"action":{"type":"expire"}})";
}

/// The digests that expire of the images "a" (oldest), "b", … with these tags. They were pushed a
/// day apart; the last one a day ago.
std::string expired(const std::string& rules, const std::vector<std::vector<std::string>>& tags) {
    auto parsed = parse_lifecycle(R"({"rules":[)" + rules + "]}");
    REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : parsed.error().message()));
    std::vector<ImageRow> rows(tags.size());
    std::vector<const ImageRow*> newest_first;
    for (std::size_t index = 0; index < tags.size(); ++index) {
        rows[index].digest = std::string(1, static_cast<char>('a' + index));
        rows[index].tags = tags[index];
        rows[index].pushed_at = Time(std::chrono::days(index));
        newest_first.insert(newest_first.begin(), &rows[index]);
    }
    std::string joined;
    for (auto& digest :
         expired_images(parsed.value(), newest_first, Time(std::chrono::days(tags.size()))))
        joined += digest;
    return joined;
}

}  // namespace

TEST_CASE("untagged images go after their days, the rest beyond a count") {
    auto untagged = rule(
        1,
        R"("tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days",)"
        R"("countNumber":2)"
    );
    CHECK(expired(untagged, {{}, {"t"}, {}, {}}) == "a");
    auto count = rule(2, R"("tagStatus":"any","countType":"imageCountMoreThan","countNumber":2)");
    CHECK(expired(count, {{"1"}, {"2"}, {"3"}, {"4"}}) == "ba");
    // The second rule does not count the images that the first selects, so it keeps its own two.
    CHECK(expired(count + "," + untagged, {{}, {}, {"3"}, {"4"}}) == "ba");
}

TEST_CASE("tagged images are chosen by prefix or pattern") {
    auto prefix = rule(
        1,
        R"("tagStatus":"tagged","tagPrefixList":["dev"],)"
        R"("countType":"imageCountMoreThan","countNumber":1)"
    );
    CHECK(expired(prefix, {{"dev-1"}, {"prod-1"}, {"dev-2"}}) == "a");
    auto pattern = rule(
        1,
        R"("tagStatus":"tagged","tagPatternList":["*-1"],)"
        R"("countType":"imageCountMoreThan","countNumber":1)"
    );
    CHECK(expired(pattern, {{"dev-1"}, {"prod-1"}, {"dev-2"}}) == "a");
}

TEST_CASE("a policy that is wrong is told where") {
    auto why = [](const std::string& rules) {
        auto parsed = parse_lifecycle(R"({"rules":[)" + rules + "]}");
        return parsed ? "" : parsed.error().message();
    };
    CHECK(why("") == "there are no rules");
    CHECK(why(rule(0, "")) == "rules[0]: rulePriority must be 1 or more");
    CHECK(
        why(rule(1, R"("tagStatus":"some")")) ==
        "rules[0]: tagStatus must be tagged, untagged or any"
    );
    CHECK(
        why(rule(1, R"("tagStatus":"any","countType":"imageCountMoreThan")")) ==
        "rules[0]: countNumber must be 1 or more"
    );
    auto good = rule(1, R"("tagStatus":"any","countType":"imageCountMoreThan","countNumber":1)");
    CHECK(why(good + "," + good) == "rules[1]: rulePriority stands twice");
    CHECK_FALSE(parse_lifecycle("not json"));
}
