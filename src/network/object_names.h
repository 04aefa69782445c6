// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// What the kernel's objects of a region are called. Every name holds the region's short id.
namespace atlas::network {

/// Of all namespaces of a region: "atlas-3fa9c1-".
std::string namespace_prefix(const std::string& region);
/// "atlas-3fa9c1-vpc-0a1b…"
std::string router_namespace(const std::string& region, const std::string& vpc);
/// "atlas-3fa9c1-s-task1"
std::string sandbox_namespace(const std::string& region, const std::string& sandbox);
/// The router's end of an interface's veth pair, 15 characters: "e3fa9c1" and the last eight of the
/// id.
std::string router_interface(const std::string& region, const std::string& eni);
/// As a name in nft: "sg-0a1b" → "sg_0a1b".
std::string nft_name(std::string id);

}  // namespace atlas::network
