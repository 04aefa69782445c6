// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/ec2/state.h"
#include "aws/models/ec2/tag.h"
#include "aws/models/ec2/tag_specification.h"
#include "aws/wire/answer.h"
#include "json/list.h"

/// The tags of every kind of resource, stored by the resource's id.
namespace atlas::aws::ec2 {

using TagMap = std::map<std::string, std::string>;

/// The tags in a create request. Checks them, and that they are for this type of resource.
Answer<TagMap> tags_of(const json::List<TagSpecification>& specifications, std::string_view type);
/// Adds tags to those that the resource has; a tag with the same key is replaced.
void put_tags(
    State& state,
    store::Batch& batch,
    const std::string& id,
    std::string_view type,
    const TagMap& tags
);
/// A resource's tags as an answer has them; empty if it has none.
json::List<Tag> render_tags(const State& state, std::string_view id);
/// The type of the resource with this id, as ResourceType spells it: "rtb-1" → "route-table". The
/// "not found" error of its kind if it does not exist; InvalidID for an unknown prefix.
Answer<std::string> tagged_type(const State& state, const std::string& id);
/// Checks a resource's tags against AWS's limits: 50 tags, lengths, the reserved prefix "aws:".
Answer<> check_tags(const TagMap& tags);

}  // namespace atlas::aws::ec2
