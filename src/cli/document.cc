// SPDX-License-Identifier: Apache-2.0
#include "cli/document.h"

#include <cstdio>

#include <fmt/core.h>

namespace atlas::cli {
namespace {

json::Object with_schema(json::Object members) {
    json::Object object;
    object["Schema"] = json_schema;
    for (auto& [name, value] : members)
        object.append(name, std::move(value));
    return object;
}

}  // namespace

void print_document(json::Object members) {
    fmt::print("{}\n", json::serialize_pretty(with_schema(std::move(members))));
}

void print_line(json::Object members) {
    fmt::print("{}\n", json::serialize(with_schema(std::move(members))));
    std::fflush(stdout);
}

}  // namespace atlas::cli
