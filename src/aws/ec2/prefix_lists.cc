// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/prefix_lists.h"

#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/models/ec2/describe_managed_prefix_lists.h"
#include "aws/models/ec2/describe_prefix_lists.h"
#include "aws/models/ec2/get_managed_prefix_list_entries.h"

namespace atlas::aws::ec2 {
namespace {

std::string name_of(const Place& place, const AwsPrefixList& list) {
    return "com.amazonaws." + place.region + "." + std::string(list.service);
}

AwsError no_list(const std::string& id) {
    return {
        "InvalidPrefixListID.NotFound", "The prefix list ID '" + id + "' does not exist", 400, {}
    };
}

/// The lists named by `ids`, or all, that match the filters.
Answer<std::vector<const AwsPrefixList*>> find_lists(
    const Place& place, const json::List<std::string>& ids, const json::List<Filter>& filters
) {
    std::vector<const AwsPrefixList*> lists;
    for (const auto& id : ids) {
        const auto* list = find_prefix_list(id);
        if (!list) return no_list(id);
        lists.push_back(list);
    }
    if (ids.empty())
        for (const auto& list : aws_prefix_lists)
            lists.push_back(&list);
    std::vector<const AwsPrefixList*> kept;
    for (const auto* list : lists) {
        auto ask = [&](std::string_view name) -> FilterValues {
            using Values = std::vector<std::string>;
            if (name == "prefix-list-id") return Values{std::string(list->id)};
            if (name == "prefix-list-name") return Values{name_of(place, *list)};
            if (name == "owner-id") return Values{"AWS"};
            return std::nullopt;
        };
        if (ATLAS_TRY(passes(filters, nullptr, ask))) kept.push_back(list);
    }
    return kept;
}

Answer<DescribePrefixListsOutput> describe_prefix_lists(
    Ec2&, Call& call, const DescribePrefixListsInput& input
) {
    DescribePrefixListsOutput output;
    for (const auto* list :
         ATLAS_TRY(find_lists(call.place(), input.prefix_list_ids, input.filters))) {
        PrefixList made;
        made.prefix_list_id = list->id;
        made.prefix_list_name = name_of(call.place(), *list);
        for (auto cidr : list->cidrs)
            made.cidrs.emplace_back(cidr);
        output.prefix_lists.push_back(std::move(made));
    }
    output.next_token =
        ATLAS_TRY(cut_page(output.prefix_lists, input.max_results, input.next_token, {1, 100}));
    return output;
}

Answer<DescribeManagedPrefixListsOutput> describe_managed_prefix_lists(
    Ec2&, Call& call, const DescribeManagedPrefixListsInput& input
) {
    const auto& place = call.place();
    DescribeManagedPrefixListsOutput output;
    for (const auto* list : ATLAS_TRY(find_lists(place, input.prefix_list_ids, input.filters))) {
        ManagedPrefixList made;
        made.prefix_list_id = list->id;
        made.prefix_list_name = name_of(place, *list);
        made.prefix_list_arn = "arn:" + place.partition + ":ec2:" + place.region +
                               ":aws:prefix-list/" + std::string(list->id);
        made.address_family = "IPv4";
        made.state = "create-complete";
        made.owner_id = "AWS";
        output.prefix_lists.push_back(std::move(made));
    }
    output.next_token =
        ATLAS_TRY(cut_page(output.prefix_lists, input.max_results, input.next_token, {1, 100}));
    return output;
}

Answer<GetManagedPrefixListEntriesOutput> get_managed_prefix_list_entries(
    Ec2&, Call&, const GetManagedPrefixListEntriesInput& input
) {
    const auto* list = find_prefix_list(input.prefix_list_id);
    if (!list) return no_list(input.prefix_list_id);
    GetManagedPrefixListEntriesOutput output;
    for (auto cidr : list->cidrs)
        output.entries.push_back({std::string(cidr), std::nullopt});
    output.next_token =
        ATLAS_TRY(cut_page(output.entries, input.max_results, input.next_token, {1, 100}));
    return output;
}

}  // namespace

void add_prefix_list_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<DescribePrefixLists>(operations, ec2, describe_prefix_lists);
    add<DescribeManagedPrefixLists>(operations, ec2, describe_managed_prefix_lists);
    add<GetManagedPrefixListEntries>(operations, ec2, get_managed_prefix_list_entries);
}

}  // namespace atlas::aws::ec2
