// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/ecs/run_work.h"
#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"

namespace atlas::aws::ecs {

namespace {

/// The address of a VPC's resolver: base + 2 of its CIDR.
std::string resolver_of(std::string_view cidr) {
    std::uint32_t address = 0;
    auto rest = cidr.substr(0, cidr.find('/'));
    while (!rest.empty()) {
        std::uint32_t part = 0;
        std::from_chars(rest.data(), rest.data() + rest.size(), part);
        address = address << 8 | part;
        auto dot = rest.find('.');
        rest = dot == rest.npos ? "" : rest.substr(dot + 1);
    }
    address += 2;
    return fmt::format(
        "{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255
    );
}

KeyValuePair detail(const char* name, const std::optional<std::string>& value) {
    KeyValuePair pair;
    pair.name = name;
    pair.value = value;
    return pair;
}

Attachment attachment_of(const ec2::NetworkInterface& interface, Random& random) {
    Attachment attachment;
    attachment.id = random.uuid();
    attachment.type = "ElasticNetworkInterface";
    attachment.status = "ATTACHED";
    attachment.details.push_back(detail("subnetId", interface.subnet_id));
    attachment.details.push_back(detail("networkInterfaceId", interface.network_interface_id));
    attachment.details.push_back(detail("macAddress", interface.mac_address));
    attachment.details.push_back(detail("privateDnsName", interface.private_dns_name));
    attachment.details.push_back(detail("privateIPv4Address", interface.private_ip_address));
    return attachment;
}

}  // namespace

/// The interface and the row that names it are in one batch, so a crash leaves both or neither.
void TaskReconciler::provision(const TaskRow& row) {
    auto id = row.id;
    world_.host.transact(ecs_principal(world_.host.place()), [&](Call& call) {
        record_interface(id, call);
    });
}

void TaskReconciler::record_interface(const std::string& id, Call& call) {
    const auto& row = *state_.tasks.find(id);
    ec2::CreateNetworkInterfaceInput wanted;
    wanted.subnet_id = row.subnet;
    wanted.groups = row.groups;
    if (row.groups.empty()) wanted.groups.leave_out();
    wanted.description = call.place().arn("ecs", "attachment/" + call.random().uuid());
    auto as = ecs_principal(call.place());
    auto made = call.invoke<ec2::CreateNetworkInterface>(as, wanted);
    if (!made || !made.value().network_interface) {
        auto why = made ? std::string("EC2 answered no interface") : made.error().message;
        wish_stop(
            state_,
            call,
            id,
            {"TaskFailedToStart",
             fmt::format(
                 "Unexpected EC2 error while attempting to Create Network Interface in "
                 "subnet '{}': {}",
                 row.subnet,
                 why
             )}
        );
        return;
    }
    const auto& interface = *made.value().network_interface;
    ec2::DescribeVpcsInput asked;
    asked.vpc_ids.push_back(interface.vpc_id.value_or(""));
    auto vpcs = call.invoke<ec2::DescribeVpcs>(as, asked);
    bool known = vpcs && !vpcs.value().vpcs.empty();
    ec2::DescribeSubnetsInput subnet;
    subnet.subnet_ids.push_back(row.subnet);
    auto subnets = call.invoke<ec2::DescribeSubnets>(as, subnet);
    bool subnet_known = subnets && !subnets.value().subnets.empty();
    const auto& changed = state_.tasks.edit(call.batch(), id, [&](TaskRow& edited) {
        edited.eni = interface.network_interface_id.value_or("");
        edited.vpc = interface.vpc_id.value_or("");
        edited.address = interface.private_ip_address.value_or("");
        if (known) edited.resolver = resolver_of(vpcs.value().vpcs[0].cidr_block.value_or(""));
        if (subnet_known) edited.subnet_cidr = subnets.value().subnets[0].cidr_block.value_or("");
        auto& task = edited.task;
        task.availability_zone = interface.availability_zone;
        task.attachments.push_back(attachment_of(interface, call.random()));
        task.last_status = "PENDING";
        task.connectivity = "CONNECTED";
        task.connectivity_at = call.now();
        for (auto& container : task.containers) {
            NetworkInterface address;
            address.attachment_id = task.attachments[0].id;
            address.private_ipv4_address = interface.private_ip_address;
            container.network_interfaces.push_back(address);
        }
    });
    auto key = changed.service.empty() ? "" : service_key(changed.cluster, changed.service);
    call.after_commit(life_.guard([this, id, key] {
        if (!key.empty()) state_.wake_service(key);
        step(id);
    }));
}

// The sandbox's name comes from the task's id, so `release` finds it after a restart.
void TaskReconciler::open_sandbox(const TaskRow& row) {
    network::SandboxPlan plan{"ecs-" + row.id.substr(0, 12), row.vpc, {row.eni}, true};
    run_work<Result<std::string>>(
        row.id,
        [&network = world_.network, plan] { return network.open_sandbox(plan); },
        [this](const TaskRow& task, Progress& progress, Result<std::string> path) {
            if (path)
                progress.sandbox = path.value();
            else
                retry(task.id, path.error());
        }
    );
}

}  // namespace atlas::aws::ecs
