// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

/// The data plane of a region's VPCs: namespaces, veth pairs, nftables, names. One router namespace
/// a VPC (see README.md's drawing). Plans go in whole, differences go to the kernel. Every call but
/// `desire` is blocking, idempotent and made from a worker; calls for one VPC are serialized
/// inside.
namespace atlas::network {

/// One rule of a security group, one direction.
struct GroupRule {
    std::string protocol;  // "tcp", "udp", "icmp", "-1" for all, or a protocol's number
    /// tcp and udp: ports. icmp: from is the type, to the code, -1 = any. Else without meaning.
    std::int32_t from_port = 0;
    std::int32_t to_port = 65535;
    std::string cidr;   // a.b.c.d/n, or empty
    std::string group;  // the other side's security group, or empty
    std::string id;     // sgr-…, to name it in a report
};

struct SecurityGroup {
    std::string id;  // sg-…
    std::vector<GroupRule> ingress;
    std::vector<GroupRule> egress;
};

/// An elastic network interface that exists, whether something is attached or not.
struct Eni {
    std::string id;       // eni-…
    std::string address;  // from its subnet
    std::vector<std::string> groups;
};

/// All that one VPC must be.
struct VpcPlan {
    std::string id;    // vpc-…
    std::string cidr;  // its resolver is base+2
    std::vector<SecurityGroup> groups;
    std::vector<Eni> enis;
};

/// Names that a VPC's resolver and, where public, the host's hosts file answer. One set per owner.
struct NameSet {
    std::string owner;  // "elb:…", "kafka:…": replaced as a whole
    std::string vpc;    // empty = only seen from the host
    std::map<std::string, std::vector<std::string>> inside;  // name → ENI addresses
    std::map<std::string, std::string> outside;  // name ending in .atlas.test → 127.77 address
    /// Names that the owner was asked to answer to and that only the region gives out: told by
    /// `troubles`, never published.
    std::vector<std::string> reserved = {};
};

/// A name that another region on this machine already owns.
struct NameConflict {
    std::string name;
    std::string owner_region;
};

/// Something of the network that is not as it must be, for `atlas status`.
struct Trouble {
    std::string place;     // a VPC's id, "public listeners"
    std::string sentence;  // what is wrong, and what follows from it
    bool note = false;     // nothing is missing: it has been mended, or is as the user wanted
};

/// A socket on a leased loopback address, standing for an internet-facing one: new connections pass
/// only where a rule of the owner's groups covers 0.0.0.0/0 for that port.
struct PublicListener {
    std::string owner;    // "elb:…"
    std::string address;  // 127.77.x.y
    std::uint16_t port = 0;
    std::vector<std::string> groups;  // of the VPC's plans
};

/// A namespace for one workload (an ECS task, a balancer) with its interfaces, in the order eth0,
/// eth1, …
struct SandboxPlan {
    std::string id;  // unique in the region; part of the namespace's name
    std::string vpc;
    std::vector<std::string> enis;
    /// The namespace belongs to a user namespace with its own range of ids (a task's), in which its
    /// processes are to run; else to the host's.
    bool own_users = false;
};

/// Where a region's network keeps its things. `block` comes from leases.h.
struct NetworkOptions {
    std::string region_id;  // in every kernel object's name
    std::string home;       // ATLAS_HOME: what must survive a reboot lies in its network/
    std::string block;      // "127.77.12": the region's public addresses are below it
    std::string run_directory = "/run/atlas";
    std::string hosts_file = "/etc/hosts";
};

class Network {
public:
    static Result<std::unique_ptr<Network>> open(NetworkOptions options);
    virtual ~Network() = default;

    /// Says what a VPC must be; takes microseconds and touches no kernel, so the region thread may
    /// call it right after the commit. Whoever next calls `apply`, `open_sandbox` or
    /// `listen_in_router` for that VPC brings the kernel there first: so an interface that EC2 has
    /// answered can be used at once, nobody waits for a reconciler, and plans desired in quick
    /// succession become one change. Any thread.
    virtual void desire(VpcPlan plan) = 0;
    /// Brings the VPC's router to the plan last desired: one nft transaction, none when it is
    /// there. not_found: no plan was desired.
    virtual Result<> apply(const std::string& vpc) = 0;
    Result<> apply(const VpcPlan& plan) {
        desire(plan);
        return apply(plan.id);
    }
    /// Ids of all VPCs that the kernel has for this region.
    virtual Result<std::vector<std::string>> list_vpcs() = 0;
    /// Its sandboxes are to be closed before. Forgets the plan too.
    virtual Result<> remove_vpc(const std::string& vpc) = 0;

    /// Makes the namespace and attaches the interfaces; answers the path to give to runc. A sandbox
    /// that is there as planned is left as it is. Waits a second for an interface that is not
    /// desired yet (its commit may still be under way); then not_found.
    virtual Result<std::string> open_sandbox(const SandboxPlan& plan) = 0;
    virtual Result<> close_sandbox(const std::string& id) = 0;
    /// Ids of all sandboxes that the kernel has for this region.
    virtual Result<std::vector<std::string>> list_sandboxes() = 0;

    /// A listening socket in the VPC's router: 169.254.170.2 port 80 or 4566.
    virtual Result<linux::Fd> listen_in_router(
        const std::string& vpc, const std::string& address, std::uint16_t port
    ) = 0;

    /// A listening socket in a sandbox that is open, for a workload that is to be given it.
    virtual Result<linux::Fd> listen_in_sandbox(
        const std::string& id, const std::string& address, std::uint16_t port
    ) = 0;
    /// Whether a socket belongs to the sandbox as it is now: one that was made anew is another.
    virtual Result<bool> is_in_sandbox(const std::string& id, const linux::Fd& socket) = 0;

    /// Replaces the names of one owner; an empty set removes it. Conflicts are reported, not
    /// errors: such a name stays with its owner.
    virtual Result<std::vector<NameConflict>> publish(const NameSet& names) = 0;
    /// The conflicts of all names published since the region's start; for `atlas status`. Any
    /// thread.
    virtual std::vector<NameConflict> conflicts() = 0;

    /// What the kernel, or what others did to it, keeps from being as desired right now. What
    /// others change (nftables, links, a resolver's process) is told by the kernel and mended at
    /// once. Any thread.
    virtual std::vector<Trouble> troubles() = 0;

    /// An address of the region's block 127.77.x.0/24 for this owner; the same again for the same
    /// owner, also after a restart.
    virtual Result<std::string> lease_address(const std::string& owner) = 0;
    virtual Result<> release_address(const std::string& owner) = 0;
    /// Replaces the public listeners of one owner (none = all of its go) in the region's nft table
    /// on the host. Call it before the sockets are opened: what no rule names is open.
    virtual Result<> apply_public(
        const std::string& owner, const std::vector<PublicListener>& listeners
    ) = 0;

    /// Removes everything of this region from kernel and hosts file.
    virtual Result<> remove_all() = 0;
};

}  // namespace atlas::network
