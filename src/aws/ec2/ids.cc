// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/ids.h"

namespace atlas::aws::ec2 {
namespace {

/// The region's part of a zone id: "us-east-1" → "use1", "ap-southeast-2" → "apse2".
std::string short_region(const std::string& region) {
    auto first = region.find('-');
    auto last = region.rfind('-');
    if (first == std::string::npos || last <= first) return region;
    auto middle = region.substr(first + 1, last - first - 1);
    std::string letters(1, middle.front());
    for (std::string_view second : {"east", "west"})
        if (middle.size() > second.size() && middle.ends_with(second)) letters += second.front();
    return region.substr(0, first) + letters + region.substr(last + 1);
}

std::string dashed(std::string address) {
    std::replace(address.begin(), address.end(), '.', '-');
    return address;
}

}  // namespace

std::string new_id(Call& call, std::string_view prefix) {
    return std::string(prefix) + "-" + call.random().hex(17);
}

std::string arn_of(const Place& place, std::string_view kind, const std::string& id) {
    return place.arn("ec2", std::string(kind) + "/" + id);
}

std::string zone_id_of(const Place& place, const std::string& zone) {
    auto number = zone.empty() ? 1 : zone.back() - 'a' + 1;
    return short_region(place.region) + "-az" + std::to_string(number);
}

std::string private_dns_name(const Place& place, std::string address) {
    auto host = "ip-" + dashed(std::move(address));
    if (place.region == "us-east-1") return host + ".ec2.internal";
    return host + "." + place.region + ".compute.internal";
}

std::string public_dns_name(const Place& place, std::string address) {
    auto host = "ec2-" + dashed(std::move(address));
    if (place.region == "us-east-1") return host + ".compute-1.amazonaws.com";
    return host + "." + place.region + ".compute.amazonaws.com";
}

}  // namespace atlas::aws::ec2
