// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/tags.h"

#include "aws/ec2/errors.h"

namespace atlas::aws::ec2 {
namespace {

constexpr std::size_t tags_max = 50;
constexpr std::size_t key_length_max = 128;
constexpr std::size_t value_length_max = 256;

}  // namespace

Answer<> check_tags(const TagMap& tags) {
    if (tags.size() > tags_max) {
        return AwsError{
            "TagLimitExceeded",
            "You have reached the maximum number of tags on the resource.",
            400,
            {}
        };
    }
    for (const auto& [key, value] : tags) {
        if (key.empty()) return invalid_value("Tag key cannot be empty.");
        if (key.starts_with("aws:"))
            return invalid_value(
                "Tag keys starting with 'aws:' are reserved for internal use: " + key
            );
        if (key.size() > key_length_max)
            return invalid_value("Tag key exceeds the maximum length of 128 characters: " + key);
        if (value.size() > value_length_max)
            return invalid_value(
                "Tag value exceeds the maximum length of 256 characters: " + value
            );
    }
    return {};
}

Answer<TagMap> tags_of(const json::List<TagSpecification>& specifications, std::string_view type) {
    TagMap tags;
    for (const auto& specification : specifications) {
        if (specification.resource_type.value_or("") != type)
            return invalid_value(
                "'" + specification.resource_type.value_or("") +
                "' is not a valid taggable resource type for this operation."
            );
        for (const auto& tag : specification.tags)
            tags[tag.key.value_or("")] = tag.value.value_or("");
    }
    ATLAS_TRY(check_tags(tags));
    return tags;
}

void put_tags(
    State& state,
    store::Batch& batch,
    const std::string& id,
    std::string_view type,
    const TagMap& tags
) {
    if (tags.empty()) return;
    TagsRow row;
    if (const auto* known = state.tags.find(id)) row = *known;
    row.type = type;
    for (const auto& [key, value] : tags)
        row.tags[key] = value;
    state.tags.put(batch, id, std::move(row));
}

json::List<Tag> render_tags(const State& state, std::string_view id) {
    json::List<Tag> rendered;
    if (const auto* row = state.tags.find(id)) {
        for (const auto& [key, value] : row->tags)
            rendered.push_back({key, value});
    }
    return rendered;
}

Answer<std::string> tagged_type(const State& state, const std::string& id) {
    auto type = [&](const auto& table, const char* name) -> Answer<std::string> {
        ATLAS_TRY(need(table, id));
        return std::string(name);
    };
    auto prefix = id.substr(0, id.find('-'));
    if (prefix == "vpc") return type(state.vpcs, "vpc");
    if (prefix == "subnet") return type(state.subnets, "subnet");
    if (prefix == "igw") return type(state.internet_gateways, "internet-gateway");
    if (prefix == "eipalloc") return type(state.addresses, "elastic-ip");
    if (prefix == "nat") return type(state.nat_gateways, "natgateway");
    if (prefix == "rtb") return type(state.route_tables, "route-table");
    if (prefix == "sg") return type(state.groups, "security-group");
    if (prefix == "sgr") return type(state.rules, "security-group-rule");
    if (prefix == "eni") return type(state.enis, "network-interface");
    if (prefix == "vpce") return type(state.endpoints, "vpc-endpoint");
    if (prefix == "acl") return type(state.network_acls, "network-acl");
    if (prefix == "dopt") return type(state.dhcp_options, "dhcp-options");
    return not_found("", id);
}

}  // namespace atlas::aws::ec2
