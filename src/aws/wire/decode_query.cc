// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/decode_query.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/core.h>

#include "aws/wire/decode_scalar.h"

namespace atlas::aws {
namespace {

class Decoder {
public:
    explicit Decoder(bool ec2) : ec2_(ec2) {}

    Answer<json::Value> structure(const Shape& shape, const QueryTree& tree, std::string path) {
        json::Object object;
        for (const auto& member : shape.members) {
            auto* below = tree.find(ec2_ ? member.query_name : member.wire_name);
            if (!below) continue;
            auto value =
                decode(*member.shape, *below, join(path, member.query_name), member.flattened);
            if (!value) return value;
            object[member.name] = std::move(value).value();
        }
        if (ec2_) {
            if (auto unknown = find_unknown(shape, tree, path); !unknown.empty()) {
                auto text = fmt::format("The parameter {} is not recognized", unknown);
                return AwsError{"UnknownParameter", std::move(text), 400, {}};
            }
        }
        return json::Value(std::move(object));
    }

private:
    static std::string join(std::string_view path, std::string_view name) {
        return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
    }

    static std::string find_unknown(
        const Shape& shape, const QueryTree& tree, const std::string& path
    ) {
        for (const auto& [name, below] : tree.children) {
            if (path.empty() && (name == "Action" || name == "Version")) continue;
            auto same = [&](const Member& member) { return member.query_name == name; };
            if (std::ranges::none_of(shape.members, same)) return join(path, name);
        }
        return {};
    }

    /// The items of a list in the order of their indexes, which may have gaps. An index may be
    /// written in several ways ("1", "01"), but not twice.
    static Answer<std::map<int, const QueryTree*>> numbered(
        const QueryTree& tree, const std::string& path
    ) {
        std::map<int, const QueryTree*> items;
        for (const auto& [name, below] : tree.children) {
            int number = 0;
            auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
            if (error != std::errc() || end != name.data() + name.size() || number < 0) {
                return AwsError{
                    "MalformedInput", "Key " + join(path, name) + " is no list index.", 400, {}
                };
            }
            if (!items.emplace(number, &below).second) {
                return AwsError{
                    "MalformedInput", "Index " + join(path, name) + " stands twice.", 400, {}
                };
            }
        }
        return items;
    }

    /// "Names.1=x" in ec2 and in flattened lists, otherwise "Names.member.1=x".
    Answer<json::Value> list(
        const Shape& shape, const QueryTree& tree, const std::string& path, bool flattened
    ) {
        auto* holder = ec2_ || flattened || shape.flattened ? &tree : tree.find(shape.item_name);
        json::Array array;
        if (!holder) return json::Value(std::move(array));
        auto items = numbered(*holder, path);
        if (!items) return std::move(items).error();
        for (const auto& [number, below] : items.value()) {
            auto value = decode(*shape.item, *below, fmt::format("{}.{}", path, number), false);
            if (!value) return value;
            array.push_back(std::move(value).value());
        }
        return json::Value(std::move(array));
    }

    /// "Tags.entry.1.key=x&Tags.entry.1.value=y", without ".entry" in flattened maps.
    Answer<json::Value> map(
        const Shape& shape, const QueryTree& tree, const std::string& path, bool flattened
    ) {
        auto* holder = flattened || shape.flattened ? &tree : tree.find("entry");
        json::Object object;
        if (!holder) return json::Value(std::move(object));
        auto items = numbered(*holder, path);
        if (!items) return std::move(items).error();
        std::set<std::string> names;
        for (const auto& [number, below] : items.value()) {
            auto* item = below->find(shape.value_name);
            if (!item) continue;
            auto value = decode(*shape.item, *item, fmt::format("{}.{}", path, number), false);
            if (!value) return value;
            std::string name(below->value_of(shape.key_name));
            if (!names.insert(name).second) {
                return AwsError{
                    "MalformedInput", "Key " + name + " occurs twice in " + path + ".", 400, {}
                };
            }
            object.append(std::move(name), std::move(value).value());
        }
        return json::Value(std::move(object));
    }

    Answer<json::Value> decode(
        const Shape& shape, const QueryTree& tree, const std::string& path, bool flattened
    ) {
        switch (shape.kind) {
            case ShapeKind::structure:
                return structure(shape, tree, path);
            case ShapeKind::list:
                return list(shape, tree, path, flattened);
            case ShapeKind::map:
                return map(shape, tree, path, flattened);
            default:
                return decode_scalar(shape, tree.value, path);
        }
    }

    bool ec2_;
};

}  // namespace

Answer<json::Value> decode_query(Protocol protocol, const Shape* input, const QueryTree& tree) {
    if (!input) return json::Value(json::Object{});
    return Decoder(protocol == Protocol::ec2).structure(*input, tree, "");
}

}  // namespace atlas::aws
