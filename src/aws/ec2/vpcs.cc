// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/put_vpc.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/create_vpc.h"
#include "aws/models/ec2/delete_vpc.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "network/cidr.h"

namespace atlas::aws::ec2 {
namespace {

constexpr int vpc_bits_min = 16;
constexpr int vpc_bits_max = 28;

Vpc render(const State& state, const Place& place, const VpcRow& row) {
    Vpc vpc;
    vpc.vpc_id = row.id;
    vpc.owner_id = place.account;
    vpc.state = "available";
    vpc.cidr_block = row.cidr;
    vpc.dhcp_options_id = row.dhcp_options;
    vpc.instance_tenancy = row.tenancy;
    vpc.is_default = row.is_default;
    VpcCidrBlockAssociation association;
    association.association_id = row.cidr_association;
    association.cidr_block = row.cidr;
    association.cidr_block_state.emplace().state = "associated";
    vpc.cidr_block_association_set.push_back(std::move(association));
    vpc.ipv6_cidr_block_association_set.leave_out();
    vpc.tags = render_tags(state, row.id);
    return vpc;
}

FilterValues filter_values(const Place& place, const VpcRow& row, std::string_view name) {
    using Values = std::vector<std::string>;
    if (name == "vpc-id") return Values{row.id};
    if (name == "cidr" || name == "cidr-block-association.cidr-block") return Values{row.cidr};
    if (name == "state") return Values{"available"};
    if (name == "is-default" || name == "isDefault") return Values{filter_text(row.is_default)};
    if (name == "dhcp-options-id") return Values{row.dhcp_options};
    if (name == "owner-id") return Values{place.account};
    if (name == "cidr-block-association.association-id") return Values{row.cidr_association};
    if (name == "cidr-block-association.state") return Values{"associated"};
    if (name.starts_with("ipv6-cidr-block-association.")) return Values{};
    return std::nullopt;
}

Answer<CreateVpcOutput> create_vpc(Ec2& ec2, Call& call, const CreateVpcInput& input) {
    if (!input.cidr_block) return missing_parameter("cidrBlock");
    auto cidr = network::parse_cidr(*input.cidr_block);
    if (!cidr)
        return invalid_value(*input.cidr_block, "cidrBlock", "This is not a valid CIDR block.");
    if (cidr->bits < vpc_bits_min || cidr->bits > vpc_bits_max)
        return AwsError{
            "InvalidVpc.Range", "The CIDR '" + *input.cidr_block + "' is invalid.", 400, {}
        };
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "vpc"));

    VpcRow row;
    row.id = new_id(call, "vpc");
    row.cidr = cidr->text();
    row.tenancy = input.instance_tenancy.value_or("default");
    const auto& made = put_vpc(ec2, call, std::move(row));
    put_tags(ec2.state, call.batch(), made.id, "vpc", tags);
    CreateVpcOutput output;
    output.vpc = render(ec2.state, call.place(), made);
    output.vpc->state = "pending";  // as AWS answers here; DescribeVpcs says "available"
    return output;
}

/// Whether the VPC has anything besides its defaults, which must be deleted first.
bool is_used(const State& state, const std::string& vpc) {
    auto of_vpc = [&](const auto& row) { return row.vpc == vpc; };
    if (State::select_one(state.subnets, of_vpc) || State::select_one(state.enis, of_vpc) ||
        State::select_one(state.internet_gateways, of_vpc) ||
        State::select_one(state.nat_gateways, of_vpc) || State::select_one(state.endpoints, of_vpc))
        return true;
    if (State::select(state.route_tables, of_vpc).size() > 1) return true;
    return State::select(state.groups, of_vpc).size() > 1;
}

template <typename Row>
void erase_of_vpc(Ec2& ec2, Call& call, store::Table<Row>& table, const std::string& vpc) {
    for (const auto* row : State::select(table, [&](const Row& each) { return each.vpc == vpc; })) {
        auto id = row->id;
        table.erase(call.batch(), id);
        ec2.state.tags.erase(call.batch(), id);
    }
}

Answer<DeleteVpcOutput> delete_vpc(Ec2& ec2, Call& call, const DeleteVpcInput& input) {
    auto& state = ec2.state;
    ATLAS_TRY(need(state.vpcs, input.vpc_id));
    if (is_used(state, input.vpc_id)) return has_dependencies("vpc", input.vpc_id);
    for (const auto* group : State::select(state.groups, [&](const SecurityGroupRow& row) {
             return row.vpc == input.vpc_id;
         })) {
        for (const auto* rule : State::select(state.rules, [&](const RuleRow& row) {
                 return row.group == group->id;
             })) {
            auto id = rule->id;
            state.rules.erase(call.batch(), id);
            state.tags.erase(call.batch(), id);
        }
    }
    erase_of_vpc(ec2, call, state.groups, input.vpc_id);
    erase_of_vpc(ec2, call, state.route_tables, input.vpc_id);
    erase_of_vpc(ec2, call, state.network_acls, input.vpc_id);
    state.tags.erase(call.batch(), input.vpc_id);
    state.vpcs.erase(call.batch(), input.vpc_id);
    ec2.touch(call, input.vpc_id);
    return DeleteVpcOutput{};
}

Answer<DescribeVpcsOutput> describe_vpcs(Ec2& ec2, Call& call, const DescribeVpcsInput& input) {
    const auto& place = call.place();
    DescribeVpcsOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.vpcs,
             input.vpc_ids,
             input.filters,
             [&](const VpcRow& each, std::string_view name) {
                 return filter_values(place, each, name);
             }
         )))
        output.vpcs.push_back(render(ec2.state, place, *row));
    output.next_token = ATLAS_TRY(cut_page(output.vpcs, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_vpc_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateVpc>(operations, ec2, create_vpc);
    add<DeleteVpc>(operations, ec2, delete_vpc);
    add<DescribeVpcs>(operations, ec2, describe_vpcs);
}

}  // namespace atlas::aws::ec2
