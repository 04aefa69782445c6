// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/create_tags.h"
#include "aws/models/ec2/delete_tags.h"
#include "aws/models/ec2/describe_tags.h"

namespace atlas::aws::ec2 {
namespace {

Answer<CreateTagsOutput> create_tags(Ec2& ec2, Call& call, const CreateTagsInput& input) {
    TagMap tags;
    for (const auto& tag : input.tags)
        tags[tag.key.value_or("")] = tag.value.value_or("");
    if (tags.empty()) return missing_parameter("Tags");
    std::vector<std::pair<std::string, std::string>> resources;
    for (const auto& id : input.resources) {
        resources.emplace_back(id, ATLAS_TRY(tagged_type(ec2.state, id)));
        auto together = tags;
        if (const auto* row = ec2.state.tags.find(id))
            together.insert(row->tags.begin(), row->tags.end());
        ATLAS_TRY(check_tags(together));
    }
    for (const auto& [id, type] : resources)
        put_tags(ec2.state, call.batch(), id, type, tags);
    return CreateTagsOutput{};
}

/// A tag in the request without a value deletes the tag whatever its value is. A request without
/// tags deletes all tags.
Answer<DeleteTagsOutput> delete_tags(Ec2& ec2, Call& call, const DeleteTagsInput& input) {
    for (const auto& id : input.resources)
        ATLAS_TRY(tagged_type(ec2.state, id));
    for (const auto& id : input.resources) {
        const auto* known = ec2.state.tags.find(id);
        if (!known) continue;
        auto row = *known;
        if (input.tags.empty()) row.tags.clear();
        for (const auto& tag : input.tags) {
            auto found = row.tags.find(tag.key.value_or(""));
            if (found != row.tags.end() && (!tag.value || *tag.value == found->second))
                row.tags.erase(found);
        }
        if (row.tags.empty()) {
            ec2.state.tags.erase(call.batch(), id);
        } else {
            ec2.state.tags.put(call.batch(), id, std::move(row));
        }
    }
    return DeleteTagsOutput{};
}

Answer<DescribeTagsOutput> describe_tags(Ec2& ec2, Call&, const DescribeTagsInput& input) {
    DescribeTagsOutput output;
    for (const auto& [id, row] : ec2.state.tags) {
        for (const auto& [key, value] : row.tags) {
            auto ask = [&](std::string_view name) -> FilterValues {
                using Values = std::vector<std::string>;
                if (name == "resource-id") return Values{id};
                if (name == "resource-type") return Values{row.type};
                if (name == "key") return Values{key};
                if (name == "value") return Values{value};
                return std::nullopt;
            };
            TagsRow alone{row.type, {{key, value}}};
            if (ATLAS_TRY(passes(input.filters, &alone, ask)))
                output.tags.push_back({key, id, row.type, value});
        }
    }
    output.next_token = ATLAS_TRY(cut_page(output.tags, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_tag_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateTags>(operations, ec2, create_tags);
    add<DeleteTags>(operations, ec2, delete_tags);
    add<DescribeTags>(operations, ec2, describe_tags);
}

}  // namespace atlas::aws::ec2
