// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/subnet_addresses.h"

#include <cstring>
#include <set>

#include "aws/ec2/errors.h"
#include "network/cidr.h"

namespace atlas::aws::ec2 {
namespace {

// AWS reserves the network address, the router's, the DNS server's, one for future use, and the
// broadcast address. Source: "Subnet CIDR blocks", VPC user guide.
constexpr std::uint32_t reserved_first = 4;
constexpr std::uint32_t reserved = reserved_first + 1;

std::set<std::uint32_t> taken_addresses(const State& state, const SubnetRow& subnet) {
    std::set<std::uint32_t> taken;
    for (const auto& [id, eni] : state.enis)
        if (eni.subnet == subnet.id) taken.insert(network::parse_address(eni.address).value_or(0));
    return taken;
}

Answer<std::string> take_asked(
    const network::Cidr& range, const std::set<std::uint32_t>& taken, const std::string& asked
) {
    auto address = network::parse_address(asked);
    auto last = range.base + static_cast<std::uint32_t>(range.size() - 1);
    if (!address || *address < range.base || *address > last)
        return invalid_value(
            asked, "address", "Address does not fall within the subnet's address range."
        );
    if (*address < range.base + reserved_first || *address == last)
        return invalid_value(asked, "address", "Address is in subnet's reserved address range.");
    if (taken.contains(*address))
        return AwsError{"InvalidIPAddress.InUse", "Address " + asked + " is in use.", 400, {}};
    return asked;
}

}  // namespace

int count_free_addresses(const State& state, const SubnetRow& subnet) {
    auto range = network::parse_cidr(subnet.cidr);
    if (!range) return 0;
    return static_cast<int>(range->size() - reserved - taken_addresses(state, subnet).size());
}

Answer<std::string> choose_address(
    const State& state,
    const SubnetRow& subnet,
    const std::optional<std::string>& asked,
    Random& random
) {
    auto range = network::parse_cidr(subnet.cidr);
    ATLAS_CHECK(range, "a subnet's range was parsed when it was made");
    auto taken = taken_addresses(state, subnet);
    if (asked && !asked->empty()) return take_asked(*range, taken, *asked);
    auto usable = static_cast<std::uint32_t>(range->size() - reserved);
    std::uint32_t chance = 0;
    auto bytes = random.bytes(sizeof chance);
    std::memcpy(&chance, bytes.data(), sizeof chance);
    // From a random start through the whole range, so that a free address is found if there is one.
    for (std::uint32_t step = 0; step < usable; ++step) {
        auto address = range->base + reserved_first + (chance % usable + step) % usable;
        if (!taken.contains(address)) return network::address_text(address);
    }
    return AwsError{
        "InsufficientFreeAddressesInSubnet",
        "The specified subnet does not have enough free addresses to satisfy the request.",
        400,
        {}
    };
}

}  // namespace atlas::aws::ec2
