// SPDX-License-Identifier: Apache-2.0
#include "cli/document.h"

#include "cli/output.h"

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
    print_out("{}\n", json::serialize_pretty(with_schema(std::move(members))));
}

void print_line(json::Object members) {
    print_out("{}\n", json::serialize(with_schema(std::move(members))));
    (void)flush_out();
}

}  // namespace atlas::cli
