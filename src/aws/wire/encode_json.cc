// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/encode_json.h"

#include "aws/wire/decode_scalar.h"
#include "base/encoding.h"

namespace atlas::aws {
namespace {

json::Value encode(const Shape& shape, const json::Value& value);

json::Value encode_structure(const Shape& shape, const json::Value& value) {
    json::Object object;
    for (const auto& member : shape.members) {
        if (member.location != Location::body) continue;
        auto* found = value.find(member.name);
        if (found && !found->is_null()) object[member.wire_name] = encode(*member.shape, *found);
    }
    return object;
}

json::Value encode(const Shape& shape, const json::Value& value) {
    switch (shape.kind) {
        case ShapeKind::structure:
            return encode_structure(shape, value);
        case ShapeKind::list: {
            json::Array array;
            if (auto* items = value.as_array()) {
                array.reserve(items->size());
                for (const auto& item : *items)
                    array.push_back(encode(*shape.item, item));
            }
            return array;
        }
        case ShapeKind::map: {
            json::Object object;
            if (auto* items = value.as_object()) {
                for (const auto& [name, item] : *items)
                    object[name] = encode(*shape.item, item);
            }
            return object;
        }
        case ShapeKind::timestamp:
            if (shape.time_format == TimeFormat::iso8601)
                return encode_scalar(shape, value, Protocol::rest_json);
            return value;
        default:
            return value;
    }
}

}  // namespace

std::string encode_json(const Shape& output, const json::Value& value) {
    return json::serialize(encode_structure(output, value));
}

void encode_rest_json(
    const OperationModel& operation, const json::Value& value, net::Response& response
) {
    if (!operation.output) return;
    const Member* payload = nullptr;
    for (const auto& member : operation.output->members) {
        if (member.payload) payload = &member;
        auto* found = value.find(member.name);
        if (!found) continue;
        if (member.location == Location::header) {
            response.headers.add(
                std::string(member.wire_name),
                encode_scalar(*member.shape, *found, Protocol::rest_json)
            );
        } else if (member.location == Location::status_code && found->as_int()) {
            response.status = static_cast<int>(*found->as_int());
        }
    }
    if (!payload) {
        response.body = encode_json(*operation.output, value);
        return;
    }
    auto* content = value.find(payload->name);
    if (!content) return;
    if (payload->shape->kind == ShapeKind::structure) {
        response.body = encode_json(*payload->shape, *content);
    } else if (payload->shape->kind == ShapeKind::blob && content->as_string()) {
        response.body = decode_base64(*content->as_string()).value_or("");
    } else if (content->as_string()) {
        response.body = *content->as_string();
    }
}

}  // namespace atlas::aws
