// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time_format.h"

/// The rows of EC2's tables, as JSON on the disk. Fields may be added; their names never change
/// (store/table.h). Unless noted, a row's key is its id, and references are ids.
namespace atlas::aws::ec2 {

/// A VPC. Its default route table, ACL and group are rows of their own.
struct VpcRow {
    std::string id;
    std::string cidr;
    std::string tenancy = "default";
    std::string dhcp_options;      // dopt-…
    std::string cidr_association;  // vpc-cidr-assoc-…
    bool dns_support = true;
    bool dns_hostnames = false;
    bool usage_metrics = false;
    bool is_default = false;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("cidr", self.cidr);
        field("tenancy", self.tenancy);
        field("dhcp_options", self.dhcp_options);
        field("cidr_association", self.cidr_association);
        field("dns_support", self.dns_support);
        field("dns_hostnames", self.dns_hostnames);
        field("usage_metrics", self.usage_metrics);
        field("is_default", self.is_default);
    }
};

/// A subnet. Addresses are not kept here: a taken one is an EniRow's.
struct SubnetRow {
    std::string id;
    std::string vpc;
    std::string cidr;
    std::string zone;         // us-east-1a
    bool map_public = false;  // MapPublicIpOnLaunch
    std::string hostname_type = "ip-name";
    bool a_record = false;        // EnableResourceNameDnsARecord
    std::string acl_association;  // with the VPC's default network ACL
    bool default_for_az = false;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
        field("cidr", self.cidr);
        field("zone", self.zone);
        field("map_public", self.map_public);
        field("hostname_type", self.hostname_type);
        field("a_record", self.a_record);
        field("acl_association", self.acl_association);
        field("default_for_az", self.default_for_az);
    }
};

/// An internet gateway. Control plane only: it leads nowhere.
struct InternetGatewayRow {
    std::string id;
    std::string vpc;  // empty = not attached
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
    }
};

/// An elastic IP address. Control plane only: no packet uses it.
struct AddressRow {
    std::string id;  // eipalloc-…
    std::string public_ip;
    // Empty if it is not associated.
    std::string association;  // eipassoc-…
    std::string eni;
    std::string private_ip;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("public_ip", self.public_ip);
        field("association", self.association);
        field("eni", self.eni);
        field("private_ip", self.private_ip);
    }
};

/// A NAT gateway. Control plane only, but its interface takes an address of the subnet.
struct NatGatewayRow {
    std::string id;
    std::string vpc;
    std::string subnet;
    std::string connectivity = "public";
    std::string eni;
    std::string address;  // eipalloc-…, or empty
    std::string client_token;
    Time created;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
        field("subnet", self.subnet);
        field("connectivity", self.connectivity);
        field("eni", self.eni);
        field("address", self.address);
        field("client_token", self.client_token);
        field("created", self.created);
    }
};

/// A route in a table: one destination (cidr or prefix_list), one target (gateway, nat_gateway or
/// eni).
struct RouteRow {
    std::string cidr;
    std::string prefix_list;
    std::string gateway;  // igw-… or "local"
    std::string nat_gateway;
    std::string eni;
    std::string origin = "CreateRoute";
    static void fields(auto& self, auto&& field) {
        field("cidr", self.cidr);
        field("prefix_list", self.prefix_list);
        field("gateway", self.gateway);
        field("nat_gateway", self.nat_gateway);
        field("eni", self.eni);
        field("origin", self.origin);
    }
};

/// Which subnet uses a route table.
struct AssociationRow {
    std::string id;      // rtbassoc-…
    std::string subnet;  // empty = the table is the VPC's main table
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("subnet", self.subnet);
    }
};

/// A route table with its routes and associations.
struct RouteTableRow {
    std::string id;
    std::string vpc;
    std::vector<RouteRow> routes;
    std::vector<AssociationRow> associations;
    std::string client_token;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
        field("routes", self.routes);
        field("associations", self.associations);
        field("client_token", self.client_token);
    }
};

/// A security group. Its rules are RuleRows.
struct SecurityGroupRow {
    std::string id;
    std::string vpc;
    std::string name;
    std::string description;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
        field("name", self.name);
        field("description", self.description);
    }
};

/// One rule of a security group: exactly one of cidr, cidr6, prefix_list and peer is set.
struct RuleRow {
    std::string id;  // sgr-…
    std::string group;
    bool egress = false;
    std::string protocol;  // "tcp", "udp", "icmp", "icmpv6", "-1", or a number
    int from_port = -1;    // ICMP: the type; -1 = all
    int to_port = -1;      // ICMP: the code; -1 = all
    std::string cidr;
    std::string cidr6;
    std::string prefix_list;
    std::string peer;  // the other end's security group, sg-…
    std::string description;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("group", self.group);
        field("egress", self.egress);
        field("protocol", self.protocol);
        field("from_port", self.from_port);
        field("to_port", self.to_port);
        field("cidr", self.cidr);
        field("cidr6", self.cidr6);
        field("prefix_list", self.prefix_list);
        field("peer", self.peer);
        field("description", self.description);
    }
    /// Whether both have the same content, ids and descriptions aside.
    bool says_what(const RuleRow& other) const {
        return group == other.group && egress == other.egress && protocol == other.protocol &&
               from_port == other.from_port && to_port == other.to_port && cidr == other.cidr &&
               cidr6 == other.cidr6 && prefix_list == other.prefix_list && peer == other.peer;
    }
};

/// A network interface, with its one private address.
struct EniRow {
    std::string id;
    std::string vpc;
    std::string subnet;
    std::string address;
    std::string mac;
    std::string description;
    std::vector<std::string> groups;
    std::string type = "interface";
    bool source_dest_check = true;
    // Empty unless a service of the region made the interface. Only that service may change it.
    std::string service;     // "elasticloadbalancing"
    std::string requester;   // the user id of its principal
    std::string attachment;  // eni-attach-…; such an interface is attached from the start
    Time created;
    std::string client_token;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
        field("subnet", self.subnet);
        field("address", self.address);
        field("mac", self.mac);
        field("description", self.description);
        field("groups", self.groups);
        field("type", self.type);
        field("source_dest_check", self.source_dest_check);
        field("service", self.service);
        field("requester", self.requester);
        field("attachment", self.attachment);
        field("created", self.created);
        field("client_token", self.client_token);
    }
};

/// A gateway endpoint: a route to the service's prefix list in each of its route tables. Control
/// plane only.
struct EndpointRow {
    std::string id;
    std::string vpc;
    std::string service;  // com.amazonaws.us-east-1.s3
    std::string policy;
    std::vector<std::string> route_tables;
    Time created;
    std::string client_token;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
        field("service", self.service);
        field("policy", self.policy);
        field("route_tables", self.route_tables);
        field("created", self.created);
        field("client_token", self.client_token);
    }
};

/// A VPC's default network ACL. It allows everything and cannot be changed.
struct NetworkAclRow {
    std::string id;
    std::string vpc;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
    }
};

/// The account's default DHCP options; their content is fixed.
struct DhcpOptionsRow {
    std::string id;
    static void fields(auto& self, auto&& field) { field("id", self.id); }
};

/// Records that something that is made once in a region's life was made. The key is its name.
struct SeedRow {
    std::string name;
    static void fields(auto& self, auto&& field) { field("name", self.name); }
};

/// The tags of one resource of any kind. The key is the resource's id.
struct TagsRow {
    std::string type;  // "vpc", "security-group-rule" …
    std::map<std::string, std::string> tags;
    static void fields(auto& self, auto&& field) {
        field("type", self.type);
        field("tags", self.tags);
    }
};

}  // namespace atlas::aws::ec2
