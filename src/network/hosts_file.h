// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "network/network.h"

/// The machine's hosts file. Each region has one marked block in it and changes nothing else.
///
///     # atlas 3fa9c1 begin
///     127.77.12.10 events.staging.atlas.test # elb:app/edge/50dc6c495c0c9188
///     # atlas 3fa9c1 end
namespace atlas::network {

/// Owner → name → address.
using OwnedNames = std::map<std::string, std::map<std::string, std::string>>;

/// The names in a region's block.
OwnedNames parse_hosts_block(std::string_view text, const std::string& region);

/// The new text of the file, and the names left out of it.
struct HostsEdit {
    std::string text;
    std::vector<NameConflict> conflicts;
};
/// Returns the file with the region's block replaced by these names, or without the block if there
/// are none. A name that is elsewhere in the file is left out and reported as a conflict, with the
/// owner "the hosts file" if it is in no region's block. Pure.
HostsEdit edit_hosts(std::string_view text, const std::string& region, const OwnedNames& names);

/// Edits the file in place, because it may be a mount, under a lock shared by all regions.
Result<std::vector<NameConflict>> write_hosts(
    const std::string& hosts_file,
    const std::string& lock_path,
    const std::string& region,
    const OwnedNames& names
);

}  // namespace atlas::network
