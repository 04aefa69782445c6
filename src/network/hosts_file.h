// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "network/network.h"

/// The hosts file of the machine: each region has one marked block in it and touches nothing else.
///
///     # atlas 3fa9c1 begin
///     127.77.12.10 events.staging.atlas.test # elb:app/edge/50dc6c495c0c9188
///     # atlas 3fa9c1 end
namespace atlas::network {

/// Owner → name → address.
using OwnedNames = std::map<std::string, std::map<std::string, std::string>>;

/// What a region's block says.
OwnedNames parse_hosts_block(std::string_view text, const std::string& region);

struct HostsEdit {
    std::string text;
    std::vector<NameConflict> conflicts;
};
/// The file with the region's block replaced by these names; no names, no block. A name that stands
/// elsewhere in the file is left out and reported ("the hosts file" where no region owns it). Pure.
HostsEdit edit_hosts(std::string_view text, const std::string& region, const OwnedNames& names);

/// Edits the file in place (it may be a mount) under a lock that all regions share.
Result<std::vector<NameConflict>> write_hosts(
    const std::string& hosts_file,
    const std::string& lock_path,
    const std::string& region,
    const OwnedNames& names
);

}  // namespace atlas::network
