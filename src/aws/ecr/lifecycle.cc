// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/lifecycle.h"

#include <set>

#include <fmt/core.h>

#include "aws/wire/wildcard.h"

namespace atlas::aws::ecr {
namespace {

struct SelectionDocument {
    std::string tag_status;
    std::vector<std::string> prefixes;
    std::vector<std::string> patterns;
    std::string count_type;
    std::string count_unit;
    int count = 0;
    static void fields(auto& self, auto&& field) {
        field("tagStatus", self.tag_status);
        field("tagPrefixList", self.prefixes);
        field("tagPatternList", self.patterns);
        field("countType", self.count_type);
        field("countUnit", self.count_unit);
        field("countNumber", self.count);
    }
};

struct ActionDocument {
    std::string type;
    static void fields(auto& self, auto&& field) { field("type", self.type); }
};

struct RuleDocument {
    int priority = 0;
    SelectionDocument selection;
    ActionDocument action;
    static void fields(auto& self, auto&& field) {
        field("rulePriority", self.priority);
        field("selection", self.selection);
        field("action", self.action);
    }
};

struct PolicyDocument {
    std::vector<RuleDocument> rules;
    static void fields(auto& self, auto&& field) { field("rules", self.rules); }
};

Error wrong(std::size_t index, std::string_view what) {
    return {ErrorCode::invalid_argument, fmt::format("rules[{}]: {}", index, what)};
}

Result<LifecycleRule> read_rule(std::size_t index, const RuleDocument& document) {
    const auto& selection = document.selection;
    if (document.priority < 1) return wrong(index, "rulePriority must be 1 or more");
    if (document.action.type != "expire") return wrong(index, "action.type must be expire");
    bool tagged = selection.tag_status == "tagged";
    if (!tagged && selection.tag_status != "untagged" && selection.tag_status != "any") {
        return wrong(index, "tagStatus must be tagged, untagged or any");
    }
    if (tagged == (selection.prefixes.empty() && selection.patterns.empty())) {
        return wrong(index, "tagged images, and only those, want tagPrefixList or tagPatternList");
    }
    bool by_days = selection.count_type == "sinceImagePushed";
    if (!by_days && selection.count_type != "imageCountMoreThan") {
        return wrong(index, "countType must be imageCountMoreThan or sinceImagePushed");
    }
    if (by_days != (selection.count_unit == "days")) {
        return wrong(index, "countUnit must be days with sinceImagePushed, and absent else");
    }
    if (selection.count < 1) return wrong(index, "countNumber must be 1 or more");
    return LifecycleRule{
        document.priority,
        selection.tag_status,
        selection.prefixes,
        selection.patterns,
        selection.count_type,
        selection.count
    };
}

bool selects(const LifecycleRule& rule, const ImageRow& image) {
    if (rule.tag_status == "any") return true;
    if (rule.tag_status == "untagged") return image.tags.empty();
    // As in ECR, every prefix and every pattern of a rule must match some tag of the image.
    auto met = [&](auto holds) { return std::ranges::any_of(image.tags, holds); };
    return std::ranges::all_of(
               rule.prefixes,
               [&](const auto& prefix) {
                   return met([&](const auto& tag) { return tag.starts_with(prefix); });
               }
           ) &&
           std::ranges::all_of(rule.patterns, [&](const auto& pattern) {
               return met([&](const auto& tag) {
                   return matches_wildcard(pattern, tag, Wildcards::star);
               });
           });
}

}  // namespace

Result<std::vector<LifecycleRule>> parse_lifecycle(std::string_view json) {
    auto value = ATLAS_TRY(json::parse(json, {30'720, 16}));
    PolicyDocument document;
    ATLAS_TRY(json::from_value(value, document));
    if (document.rules.empty()) return Error(ErrorCode::invalid_argument, "there are no rules");
    std::vector<LifecycleRule> rules;
    std::set<int> priorities;
    for (std::size_t index = 0; index < document.rules.size(); ++index) {
        auto rule = ATLAS_TRY(read_rule(index, document.rules[index]));
        if (!priorities.insert(rule.priority).second) {
            return wrong(index, "rulePriority stands twice");
        }
        rules.push_back(std::move(rule));
    }
    std::ranges::sort(rules, {}, &LifecycleRule::priority);
    return rules;
}

std::vector<std::string> expired_images(
    const std::vector<LifecycleRule>& rules, const std::vector<const ImageRow*>& images, Time now
) {
    std::vector<std::string> expired;
    auto left = images;
    for (const auto& rule : rules) {
        int newer = 0;
        std::erase_if(left, [&](const ImageRow* image) {
            if (!selects(rule, *image)) return false;
            bool by_days = rule.count_type == "sinceImagePushed";
            bool expires = by_days ? now - image->pushed_at > std::chrono::days(rule.count)
                                   : ++newer > rule.count;
            if (expires) expired.push_back(image->digest);
            return true;
        });
    }
    return expired;
}

}  // namespace atlas::aws::ecr
