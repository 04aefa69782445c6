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

/// Tags of every kind of resource, kept by the resource's id.
namespace atlas::aws::ec2 {

using TagMap = std::map<std::string, std::string>;

/// The tags that a create call gives to what it makes. Checks names, numbers and that they are
/// meant for this type.
Answer<TagMap> tags_of(const json::List<TagSpecification>& specifications, std::string_view type);
/// Adds to what the resource has; nothing where `tags` is empty.
void put_tags(
    State& state,
    store::Batch& batch,
    const std::string& id,
    std::string_view type,
    const TagMap& tags
);
/// As an answer carries them.
json::List<Tag> render_tags(const State& state, std::string_view id);
/// "vpc-1" → "vpc"; InvalidID for the id of nothing that is there.
Answer<std::string> tagged_type(const State& state, const std::string& id);
/// AWS's limits on one map of tags.
Answer<> check_tags(const TagMap& tags);

}  // namespace atlas::aws::ec2
