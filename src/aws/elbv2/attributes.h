// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/elbv2/state.h"

namespace atlas::aws::elbv2 {

/// The attributes of a new load balancer, target group or listener. They are also the complete list
/// of keys that the resource has. Source: LoadBalancerAttribute, TargetGroupAttribute and
/// ListenerAttribute of the ELB API reference, for Application Load Balancers.
const Attributes& balancer_attribute_defaults();
const Attributes& group_attribute_defaults();
const Attributes& listener_attribute_defaults();

/// Check all attributes of a resource. ValidationError for a value that ELB does not allow,
/// InvalidConfigurationRequest for a value that this region does not implement. Pure.
Answer<> check_balancer_attributes(const Attributes& attributes);
Answer<> check_group_attributes(const Attributes& attributes);

/// Sets the given key and value pairs. ValidationError for a key that the resource does not have;
/// pairs before it are set already, so the caller changes a copy.
template <typename Pairs>
Answer<> change_attributes(Attributes& attributes, const Pairs& pairs) {
    for (const auto& pair : pairs) {
        auto found = attributes.find(pair.key.value_or(""));
        if (found == attributes.end()) {
            return AwsError{
                "ValidationError",
                "Load balancer attribute key '" + pair.key.value_or("") + "' is not recognized",
                400,
                {}
            };
        }
        found->second = pair.value.value_or("");
    }
    return {};
}

/// Converts to a list of the API's key and value pairs.
template <typename Pair>
json::List<Pair> attribute_pairs(const Attributes& attributes) {
    json::List<Pair> pairs;
    for (const auto& [key, value] : attributes)
        pairs.push_back({key, value});
    return pairs;
}

/// An attribute as a whole number; `otherwise` if it is missing or does not begin with a number.
int number_of(const Attributes& attributes, const std::string& key, int otherwise);
bool is_true(const Attributes& attributes, const std::string& key);
/// An attribute's value; empty if it is missing.
std::string text_of(const Attributes& attributes, const std::string& key);

}  // namespace atlas::aws::elbv2
