// SPDX-License-Identifier: Apache-2.0
#include "network/object_names.h"

#include <algorithm>

namespace atlas::network {

std::string namespace_prefix(const std::string& region) {
    return "atlas-" + region + "-";
}

std::string router_namespace(const std::string& region, const std::string& vpc) {
    return namespace_prefix(region) + vpc;
}

std::string sandbox_namespace(const std::string& region, const std::string& sandbox) {
    return namespace_prefix(region) + "s-" + sandbox;
}

std::string router_interface(const std::string& region, const std::string& eni) {
    auto tail = eni.size() > 8 ? eni.substr(eni.size() - 8) : eni;
    return "e" + region + tail;
}

std::string nft_name(std::string id) {
    std::replace(id.begin(), id.end(), '-', '_');
    return id;
}

}  // namespace atlas::network
