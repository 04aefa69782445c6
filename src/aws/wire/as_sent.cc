// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/call.h"

namespace atlas::aws {
namespace {

// A nested structure writes its lists even if nothing was put in, and many APIs refuse a list of
// length zero.
bool is_empty(const json::Value& value) {
    if (auto* list = value.as_array()) return list->empty();
    auto* object = value.as_object();
    return object && object->empty();
}

}  // namespace

json::Value as_sent(json::Value input) {
    auto* object = input.as_object();
    if (!object) return input;
    json::Object sent;
    for (auto& [name, value] : *object) {
        if (is_empty(value)) continue;
        sent[name] = as_sent(std::move(value));
    }
    return sent;
}

}  // namespace atlas::aws
