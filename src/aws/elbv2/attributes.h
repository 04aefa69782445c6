// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/elbv2/state.h"

namespace atlas::aws::elbv2 {

/// What a new resource's attributes are (source: the ELB API reference, application load
/// balancers).
const Attributes& balancer_attribute_defaults();
const Attributes& group_attribute_defaults();
/// By the listener's protocol: HTTPS has those of TLS too.
const Attributes& listener_attribute_defaults();

/// ValidationError where a value is none of its attribute's, InvalidConfigurationRequest where it
/// asks for what the region does not do. Values that change nothing pass.
Answer<> check_balancer_attributes(const Attributes& attributes);
Answer<> check_group_attributes(const Attributes& attributes);

/// Takes over the given key and value pairs; ValidationError names a key that the resource does not
/// have.
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

/// As a list of the API's pairs.
template <typename Pair>
json::List<Pair> attribute_pairs(const Attributes& attributes) {
    json::List<Pair> pairs;
    for (const auto& [key, value] : attributes)
        pairs.push_back({key, value});
    return pairs;
}

/// A whole number out of an attribute; `otherwise` where it is none.
int number_of(const Attributes& attributes, const std::string& key, int otherwise);
bool is_true(const Attributes& attributes, const std::string& key);
/// The attribute as it is; empty where there is none.
std::string text_of(const Attributes& attributes, const std::string& key);

}  // namespace atlas::aws::elbv2
