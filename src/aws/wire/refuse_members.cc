// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/refuse_members.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

namespace atlas::aws {
namespace {

struct Refused {
    std::string path;
    const RefusedMember* member;
};

/// A structure whose members are all empty sets nothing either.
bool is_empty(const json::Value& value) {
    if (auto* array = value.as_array()) return array->empty();
    auto* object = value.as_object();
    return object &&
           std::ranges::all_of(*object, [](const auto& field) { return is_empty(field.second); });
}

bool changes_nothing(const RefusedMember& member, const json::Value& value) {
    if (is_empty(value)) return true;
    auto text = json::serialize(value);
    return std::ranges::find(member.neutral, text) != member.neutral.end();
}

/// Whether a value of this shape can contain members; long lists of scalars are skipped.
bool holds_members(const Shape& shape) {
    if (shape.kind == ShapeKind::structure) return true;
    return shape.item && holds_members(*shape.item);
}

class Finder {
public:
    explicit Finder(const RuleIndex& rules) : rules_(rules) {}

    std::optional<Refused> find(const Shape& shape, const json::Value& value) const {
        if (!holds_members(shape)) return std::nullopt;
        if (shape.kind == ShapeKind::structure) return find_in_structure(shape, value);
        auto step_in = [&](const json::Value& item, const std::string& where) {
            return below(where, find(*shape.item, item));
        };
        if (auto* array = value.as_array()) {
            for (std::size_t index = 0; index < array->size(); ++index)
                if (auto found = step_in((*array)[index], fmt::format("[{}]", index))) return found;
        } else if (auto* object = value.as_object()) {
            for (const auto& [name, item] : *object)
                if (auto found = step_in(item, fmt::format("[{}]", name))) return found;
        }
        return std::nullopt;
    }

private:
    static std::optional<Refused> below(const std::string& where, std::optional<Refused> found) {
        if (found) found->path.insert(0, where + (found->path.starts_with('[') ? "" : "."));
        return found;
    }

    std::optional<Refused> find_in_structure(const Shape& shape, const json::Value& value) const {
        auto* rules = rules_.find(shape);
        auto refused = rules ? rules->refused : std::span<const RefusedMember>();
        for (const auto& member : shape.members) {
            auto* set = value.find(member.name);
            if (!set) continue;
            auto named = std::ranges::find(refused, member.name, &RefusedMember::name);
            if (named != refused.end()) {
                if (!changes_nothing(*named, *set))
                    return Refused{std::string(member.name), &*named};
            } else if (auto found = below(std::string(member.name), find(*member.shape, *set))) {
                return found;
            }
        }
        return std::nullopt;
    }

    const RuleIndex& rules_;
};

}  // namespace

Answer<> refuse_members(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& input,
    const RuleIndex& rules
) {
    if (!operation.input) return {};
    auto refused = Finder(rules).find(*operation.input, input);
    if (!refused) return {};
    std::string neutral;
    for (auto value : refused->member->neutral)
        neutral.append(neutral.empty() ? ": leave it out, or set it to " : " or ").append(value);
    return AwsError{
        "NotImplemented",
        fmt::format(
            "{}:{}: {} is not implemented by this region{}.",
            service.iam_prefix,
            operation.name,
            refused->path,
            neutral
        ),
        501,
        {}
    };
}

}  // namespace atlas::aws
