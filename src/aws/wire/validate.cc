// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/validate.h"

#include <algorithm>

#include <fmt/core.h>

#include "aws/wire/pattern.h"
#include "aws/wire/refuse_members.h"
#include "aws/wire/rule_index.h"

namespace atlas::aws {
namespace {

/// Above this number values are no longer checked, which bounds the message of a large bad input.
/// Missing members are still found.
constexpr std::size_t findings_max = 10;

struct Finding {
    std::string path;
    std::string text;
    bool missing = false;
};

std::size_t characters_in(std::string_view text) {
    auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
    return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

class Validator {
public:
    explicit Validator(bool ec2) : ec2_(ec2) {}
    std::vector<Finding> findings;

    void structure(const Shape& shape, const json::Value& value, const std::string& path) {
        for (const auto& member : shape.members) {
            auto* found = value.find(member.name);
            auto below = join(path, spelled(member.name));
            if (!found) {
                if (member.required) findings.push_back({below, missing(below), true});
                continue;
            }
            check(*member.shape, *found, below);
        }
    }

private:
    static std::string join(const std::string& path, const std::string& name) {
        return path.empty() ? name : path + "." + name;
    }
    /// The member's name in messages: ec2 writes VpcId, the other APIs vpcId.
    std::string spelled(std::string_view name) const {
        std::string text(name);
        if (!ec2_ && !text.empty() && text[0] >= 'A' && text[0] <= 'Z')
            text[0] = static_cast<char>(text[0] - 'A' + 'a');
        return text;
    }
    static std::string missing(const std::string& path) {
        return fmt::format(
            "Value null at '{}' failed to satisfy constraint: Member must not be null", path
        );
    }
    void add(
        const std::string& path,
        const std::string& shown,
        const std::string& constraint,
        std::string_view what = "Member"
    ) {
        findings.push_back(
            {path,
             fmt::format(
                 "Value '{}' at '{}' failed to satisfy constraint: {} must {}",
                 shown,
                 path,
                 what,
                 constraint
             )}
        );
    }

    void check(const Shape& shape, const json::Value& value, const std::string& path) {
        if (findings.size() > findings_max) return;
        switch (shape.kind) {
            case ShapeKind::structure:
                return structure(shape, value, path);
            case ShapeKind::list:
                return list(shape, *value.as_array(), path);
            case ShapeKind::map:
                return map(shape, *value.as_object(), path);
            case ShapeKind::string:
                return string(shape, *value.as_string(), path);
            case ShapeKind::integer:
                return integer(shape, *value.as_int(), path);
            default:
                return;
        }
    }

    void list(const Shape& shape, const json::Array& array, const std::string& path) {
        length(shape, array.size(), "[…]", path);
        for (std::size_t index = 0; index < array.size(); ++index)
            check(*shape.item, array[index], fmt::format("{}.{}.member", path, index + 1));
    }

    void map(const Shape& shape, const json::Object& object, const std::string& path) {
        length(shape, object.size(), "{…}", path);
        auto* rules = rules_.find(shape);
        for (const auto& [name, item] : object) {
            if (rules && rules->key) key(*rules->key, name, path);
            check(*shape.item, item, join(path, name));
        }
    }

    /// AWS reports a bad key at the path of its map: "Map keys must satisfy constraint: […]".
    void key(const Shape& shape, const std::string& name, const std::string& path) {
        Validator inner(ec2_);
        inner.string(shape, name, path);
        for (const auto& finding : inner.findings) {
            auto constraint = finding.text.substr(finding.text.rfind("Member must "));
            add(path, name, fmt::format("satisfy constraint: [{}]", constraint), "Map keys");
        }
    }

    void string(const Shape& shape, const std::string& text, const std::string& path) {
        length(shape, characters_in(text), text, path);
        auto* rules = rules_.find(shape);
        if (rules && !rules->pattern.empty() && !matches(rules->expression, text))
            add(path, text, fmt::format("satisfy regular expression pattern: {}", rules->pattern));
        if (shape.values.empty() || std::ranges::find(shape.values, text) != shape.values.end())
            return;
        std::string allowed;
        for (auto value : shape.values)
            allowed.append(allowed.empty() ? "" : ", ").append(value);
        add(path, text, fmt::format("satisfy enum value set: [{}]", allowed));
    }

    void length(
        const Shape& shape, std::size_t size, const std::string& shown, const std::string& path
    ) {
        auto count = static_cast<std::int64_t>(size);
        if (count < shape.minimum)
            add(path, shown, fmt::format("have length greater than or equal to {}", shape.minimum));
        if (count > shape.maximum)
            add(path, shown, fmt::format("have length less than or equal to {}", shape.maximum));
    }

    void integer(const Shape& shape, std::int64_t number, const std::string& path) {
        auto shown = std::to_string(number);
        if (number < shape.minimum)
            add(path, shown, fmt::format("have value greater than or equal to {}", shape.minimum));
        if (number > shape.maximum)
            add(path, shown, fmt::format("have value less than or equal to {}", shape.maximum));
    }

    bool ec2_;
    const RuleIndex& rules_ = RuleIndex::generated();
};

AwsError ec2_error(const Finding& first) {
    if (first.missing) {
        return {
            "MissingParameter",
            fmt::format("The request must contain the parameter {}", first.path),
            400,
            {}
        };
    }
    return {"InvalidParameterValue", first.text, 400, {}};
}

/// The code that this API uses for an input that violates its model. Prefers one that the model
/// declares, so that SDKs map it to a typed exception.
std::string code_of(const ServiceModel& service) {
    for (std::string_view code : {"InvalidParameterException", "BadRequestException"})
        for (const auto& error : service.errors)
            if (error.code == code) return std::string(code);
    return service.protocol == Protocol::query ? "ValidationError" : "ValidationException";
}

}  // namespace

Answer<> validate(
    const ServiceModel& service, const OperationModel& operation, const json::Value& value
) {
    if (!operation.input) return {};
    Validator validator(service.protocol == Protocol::ec2);
    validator.structure(*operation.input, value, "");
    const auto& findings = validator.findings;
    if (findings.empty()) return refuse_members(service, operation, value);
    if (service.protocol == Protocol::ec2) return ec2_error(findings.front());
    auto message = fmt::format(
        "{} validation error{} detected: ", findings.size(), findings.size() == 1 ? "" : "s"
    );
    for (std::size_t index = 0; index < findings.size(); ++index)
        message.append(index == 0 ? "" : "; ").append(findings[index].text);
    return AwsError{code_of(service), std::move(message), 400, {}};
}

}  // namespace atlas::aws
