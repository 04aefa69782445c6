// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

/// The data plane of a region's VPCs: namespaces, veth pairs, nftables, DNS names. Each VPC has one
/// router namespace (see the drawing in README.md). A plan describes a whole VPC; only differences
/// go to the kernel. Calls block, are idempotent and are made on workers, unless they say
/// otherwise; calls for one VPC are serialized inside.
namespace atlas::network {

/// One rule of a security group, in one direction.
struct GroupRule {
    std::string protocol;  // "tcp", "udp", "icmp", "-1" for all, or a protocol's number
    /// tcp and udp: ports. icmp: `from_port` is the type and `to_port` the code, -1 = any. Unused
    /// for other protocols.
    std::int32_t from_port = 0;
    std::int32_t to_port = 65535;
    std::string cidr;   // a.b.c.d/n, or empty
    std::string group;  // the other side's security group, or empty
    std::string id;     // sgr-…, for messages
};

/// A security group of a VPC with its rules in both directions.
struct SecurityGroup {
    std::string id;  // sg-…
    std::vector<GroupRule> ingress;
    std::vector<GroupRule> egress;
};

/// An elastic network interface, attached or not.
struct Eni {
    std::string id;       // eni-…
    std::string address;  // from its subnet
    std::vector<std::string> groups;
};

/// The complete desired state of one VPC.
struct VpcPlan {
    std::string id;    // vpc-…
    std::string cidr;  // its resolver is base+2
    std::vector<SecurityGroup> groups;
    std::vector<Eni> enis;
};

/// DNS names of one owner: `inside` for the VPC's resolver, `outside` for the host's hosts file.
struct NameSet {
    std::string owner;                                       // "elb:…", "kafka:…"
    std::string vpc;                                         // empty = names only on the host
    std::map<std::string, std::vector<std::string>> inside;  // name → ENI addresses
    std::map<std::string, std::string> outside;  // name ending in .atlas.test → 127.77 address
    /// Names that the owner wants but only the region may assign: reported by `troubles`, never
    /// published.
    std::vector<std::string> reserved = {};
};

/// A name that is not published because another region on this machine, or the user, has it.
struct NameConflict {
    std::string name;
    std::string owner_region;
};

/// A problem of the network, for `atlas status`.
struct Trouble {
    std::string place;     // a VPC's id, "public listeners" or an owner of names
    std::string sentence;  // the problem and its consequence
    bool note = false;     // nothing is broken: it has been repaired, or the user wanted it so
};

/// A socket on a leased loopback address, in place of an internet-facing one. New connections pass
/// only if a rule of its groups allows 0.0.0.0/0 to that port.
struct PublicListener {
    std::string owner;    // "elb:…"
    std::string address;  // 127.77.x.y
    std::uint16_t port = 0;
    std::vector<std::string> groups;  // ids of groups in the VPC plans
};

/// A network namespace for one workload (an ECS task, a balancer) with its interfaces in the order
/// eth0, eth1, ….
struct SandboxPlan {
    std::string id;  // unique in the region; part of the namespace's name
    std::string vpc;
    std::vector<std::string> enis;
    /// Whether a new user namespace with its own range of ids owns the network namespace (for a
    /// task, whose processes run in it). Otherwise the host's user namespace owns it.
    bool own_users = false;
};

/// Paths and names of a region's network. `block` comes from leases.h.
struct NetworkOptions {
    std::string region_id;  // in every kernel object's name
    std::string home;       // ATLAS_HOME: its network/ holds what must survive a reboot
    std::string block;      // "127.77.12": prefix of the region's public addresses
    std::string run_directory = "/run/atlas";
    std::string hosts_file = "/etc/hosts";
};

/// The network of one region. KernelNetwork implements it, FakeNetwork is for tests.
class Network {
public:
    static Result<std::unique_ptr<Network>> open(NetworkOptions options);
    virtual ~Network() = default;

    /// Sets the desired plan of a VPC. It does not touch the kernel and does not block, so the
    /// region thread may call it right after the commit. The next `apply`, `open_sandbox` or
    /// `listen_in_router` for that VPC brings the kernel there first. So an interface can be used
    /// as soon as EC2 has answered, and plans set in quick succession become one change. Any
    /// thread.
    virtual void desire(VpcPlan plan) = 0;
    /// Brings the VPC's router to the desired plan with one nft transaction, or none if nothing
    /// differs. not_found: it has no plan.
    virtual Result<> apply(const std::string& vpc) = 0;
    Result<> apply(const VpcPlan& plan) {
        desire(plan);
        return apply(plan.id);
    }
    /// Ids of all VPCs of this region that exist in the kernel.
    virtual Result<std::vector<std::string>> list_vpcs() = 0;
    /// Removes the VPC's router and forgets its plan. Close its sandboxes first.
    virtual Result<> remove_vpc(const std::string& vpc) = 0;

    /// Makes the namespace, attaches the interfaces and returns the namespace's path for runc. A
    /// sandbox that already matches the plan stays as it is. An interface missing in the desired
    /// plan is awaited for one second, since its commit may still be in progress; then not_found.
    virtual Result<std::string> open_sandbox(const SandboxPlan& plan) = 0;
    virtual Result<> close_sandbox(const std::string& id) = 0;
    /// Ids of all sandboxes of this region that exist in the kernel.
    virtual Result<std::vector<std::string>> list_sandboxes() = 0;

    /// Opens a listening socket in the VPC's router: 169.254.170.2, port 80 or 4566.
    virtual Result<linux::Fd> listen_in_router(
        const std::string& vpc, const std::string& address, std::uint16_t port
    ) = 0;

    /// Opens a listening socket in an open sandbox, to be passed to a workload.
    virtual Result<linux::Fd> listen_in_sandbox(
        const std::string& id, const std::string& address, std::uint16_t port
    ) = 0;
    /// Whether a socket belongs to the sandbox's current namespace; false for one from before the
    /// sandbox was recreated.
    virtual Result<bool> is_in_sandbox(const std::string& id, const linux::Fd& socket) = 0;

    /// Replaces the names of one owner; an empty set removes it. Conflicts are returned and are not
    /// errors: such names are not published.
    virtual Result<std::vector<NameConflict>> publish(const NameSet& names) = 0;
    /// All conflicts found by the last `publish` that has ended, for `atlas status`. Never blocks:
    /// the region thread calls it.
    virtual std::vector<NameConflict> conflicts() = 0;

    /// Current problems, and changes by others that were repaired recently. The kernel reports
    /// changes by others (nftables, links, the end of a resolver), and they are repaired at once.
    /// Never blocks.
    virtual std::vector<Trouble> troubles() = 0;

    /// An address of the region's block 127.77.x.0/24 for this owner. The same owner keeps its
    /// address, also across restarts.
    virtual Result<std::string> lease_address(const std::string& owner) = 0;
    virtual Result<> release_address(const std::string& owner) = 0;
    /// Replaces the public listeners of one owner (none = remove them) in the region's nft table on
    /// the host. Call it before opening the sockets: an address without a listener in the table is
    /// not filtered.
    virtual Result<> apply_public(
        const std::string& owner, const std::vector<PublicListener>& listeners
    ) = 0;

    /// Removes everything of this region from the kernel and the hosts file.
    virtual Result<> remove_all() = 0;
};

}  // namespace atlas::network
