// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/query_tree.h"

#include <utility>

#include "base/encoding.h"
#include "base/utf8.h"

namespace atlas::aws {
namespace {

constexpr std::size_t parameters_max = 20'000;
constexpr int levels_max = 16;

AwsError malformed(std::string message) {
    return {"MalformedInput", std::move(message), 400, {}};
}

/// The node of a dotted name, created if needed; nullptr if it has too many levels. The limit also
/// bounds the recursion of the decoders.
QueryTree* place_of(QueryTree& root, std::string_view name) {
    auto* node = &root;
    for (int level = 0; level < levels_max; ++level) {
        auto dot = name.find('.');
        node = &node->children[std::string(name.substr(0, dot))];
        if (dot == std::string_view::npos) return node;
        name.remove_prefix(dot + 1);
    }
    return nullptr;
}

}  // namespace

Answer<QueryTree> parse_query(std::string_view body) {
    QueryTree root;
    std::size_t parameters = 0;
    while (!body.empty()) {
        auto end = body.find('&');
        auto pair = body.substr(0, end);
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
        if (pair.empty()) continue;
        if (++parameters > parameters_max) return malformed("The request has too many parameters.");
        auto equals = pair.find('=');
        auto name = decode_percent(pair.substr(0, equals), true);
        auto value = decode_percent(
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true
        );
        if (!name || !value) return malformed("The request has a broken percent escape.");
        if (!is_utf8(*name) || !is_utf8(*value)) return malformed("The request is not in UTF-8.");
        auto* place = place_of(root, *name);
        if (!place) return malformed("The parameter " + *name + " is nested too deeply.");
        if (std::exchange(place->given, true))
            return malformed("The parameter " + *name + " stands twice.");
        place->value = std::move(*value);
    }
    return root;
}

}  // namespace atlas::aws
