// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Names of a region's kernel objects. Every name contains the region's short id.
namespace atlas::network {

/// Prefix of all namespaces of a region: "atlas-3fa9c1-".
std::string namespace_prefix(const std::string& region);
/// "atlas-3fa9c1-vpc-0a1b…"
std::string router_namespace(const std::string& region, const std::string& vpc);
/// "atlas-3fa9c1-s-task1"
std::string sandbox_namespace(const std::string& region, const std::string& sandbox);
/// The router's end of an interface's veth pair: "e3fa9c1" and the last eight characters of the id,
/// 15 characters in all (the kernel's maximum).
std::string router_interface(const std::string& region, const std::string& eni);
/// An id as an nft identifier: "sg-0a1b" → "sg_0a1b".
std::string nft_name(std::string id);

}  // namespace atlas::network
