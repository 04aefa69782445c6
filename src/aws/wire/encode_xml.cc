// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/encode_xml.h"

#include "aws/wire/decode_scalar.h"
#include "aws/wire/xml_writer.h"

namespace atlas::aws {
namespace {

class Encoder {
public:
    explicit Encoder(Protocol protocol) : protocol_(protocol) {}
    XmlWriter xml;

    void members(const Shape& shape, const json::Value& value) {
        for (const auto& member : shape.members) {
            auto* found = value.find(member.name);
            if (!found || found->is_null()) continue;
            element(member.wire_name, *member.shape, *found, member.flattened);
        }
    }

private:
    void element(
        std::string_view name, const Shape& shape, const json::Value& value, bool flattened
    ) {
        switch (shape.kind) {
            case ShapeKind::structure:
                xml.open(name);
                members(shape, value);
                xml.close(name);
                return;
            case ShapeKind::list:
                return list(name, shape, value, flattened || shape.flattened);
            case ShapeKind::map:
                return map(name, shape, value, flattened || shape.flattened);
            default:
                xml.text(name, encode_scalar(shape, value, protocol_));
        }
    }

    /// A flattened list repeats its own name for each item; any other has one element around its
    /// items, even if there are none.
    void list(std::string_view name, const Shape& shape, const json::Value& value, bool flattened) {
        auto* items = value.as_array();
        if (!items) return;
        if (items->empty()) {
            if (!flattened) xml.empty(name);
            return;
        }
        if (!flattened) xml.open(name);
        for (const auto& item : *items)
            element(flattened ? name : shape.item_name, *shape.item, item, false);
        if (!flattened) xml.close(name);
    }

    void map(std::string_view name, const Shape& shape, const json::Value& value, bool flattened) {
        auto* items = value.as_object();
        if (!items) return;
        if (!flattened) xml.open(name);
        for (const auto& [key, item] : *items) {
            xml.open(flattened ? name : "entry");
            xml.text(shape.key_name, key);
            element(shape.value_name, *shape.item, item, false);
            xml.close(flattened ? name : "entry");
        }
        if (!flattened) xml.close(name);
    }

    Protocol protocol_;
};

}  // namespace

std::string encode_ec2(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
) {
    Encoder encoder(service.protocol);
    auto root = std::string(operation.name) + "Response";
    encoder.xml.open(root, service.xml_namespace);
    encoder.xml.text("requestId", request_id);
    if (operation.output) {
        encoder.members(*operation.output, output);
    } else {
        encoder.xml.text("return", "true");  // ec2's answer of an operation without output
    }
    encoder.xml.close(root);
    return encoder.xml.take();
}

std::string encode_query(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
) {
    Encoder encoder(service.protocol);
    auto root = std::string(operation.name) + "Response";
    encoder.xml.open(root, service.xml_namespace);
    if (operation.output) {
        auto wrapper = operation.result_wrapper.empty() ? std::string(operation.name) + "Result"
                                                        : std::string(operation.result_wrapper);
        encoder.xml.open(wrapper);
        encoder.members(*operation.output, output);
        encoder.xml.close(wrapper);
    }
    encoder.xml.open("ResponseMetadata");
    encoder.xml.text("RequestId", request_id);
    encoder.xml.close("ResponseMetadata");
    encoder.xml.close(root);
    return encoder.xml.take();
}

}  // namespace atlas::aws
