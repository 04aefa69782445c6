// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time_format.h"

/// EC2's stored rows. Their fields are the rows' format in the store: only ever added.
namespace atlas::aws::ec2 {

struct VpcRow {
    std::string id;
    std::string cidr;
    std::string tenancy = "default";
    std::string dhcp_options;
    std::string cidr_association;
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

struct SubnetRow {
    std::string id;
    std::string vpc;
    std::string cidr;
    std::string zone;
    bool map_public = false;
    std::string hostname_type = "ip-name";
    bool a_record = false;
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

struct InternetGatewayRow {
    std::string id;
    std::string vpc;  // empty = attached to none
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
    }
};

struct AddressRow {
    std::string id;  // eipalloc-…
    std::string public_ip;
    std::string association;  // eipassoc-…, or empty
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

/// One destination, one target.
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

struct AssociationRow {
    std::string id;      // rtbassoc-…
    std::string subnet;  // empty = the VPC's main table
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("subnet", self.subnet);
    }
};

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

/// One rule of one group: exactly one of cidr, cidr6, prefix_list and peer is set.
struct RuleRow {
    std::string id;  // sgr-…
    std::string group;
    bool egress = false;
    std::string protocol;  // "tcp", "udp", "icmp", "icmpv6", "-1", or a number
    int from_port = -1;
    int to_port = -1;
    std::string cidr;
    std::string cidr6;
    std::string prefix_list;
    std::string peer;  // sg-…
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
    /// Whether both say the same, whatever their ids and descriptions.
    bool says_what(const RuleRow& other) const {
        return group == other.group && egress == other.egress && protocol == other.protocol &&
               from_port == other.from_port && to_port == other.to_port && cidr == other.cidr &&
               cidr6 == other.cidr6 && prefix_list == other.prefix_list && peer == other.peer;
    }
};

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
    /// Of one that a service of the region made: "elasticloadbalancing", its principal, and the
    /// attachment that it has from the beginning.
    std::string service;
    std::string requester;
    std::string attachment;
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

/// A gateway endpoint: routes to a prefix list.
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

/// A VPC's default network ACL; it allows everything.
struct NetworkAclRow {
    std::string id;
    std::string vpc;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("vpc", self.vpc);
    }
};

struct DhcpOptionsRow {
    std::string id;
    static void fields(auto& self, auto&& field) { field("id", self.id); }
};

/// What is made once in a region's life; the key is its name.
struct SeedRow {
    std::string name;
    static void fields(auto& self, auto&& field) { field("name", self.name); }
};

/// The tags of one resource of any kind; the key is its id.
struct TagsRow {
    std::string type;  // "vpc", "security-group-rule" …
    std::map<std::string, std::string> tags;
    static void fields(auto& self, auto&& field) {
        field("type", self.type);
        field("tags", self.tags);
    }
};

}  // namespace atlas::aws::ec2
