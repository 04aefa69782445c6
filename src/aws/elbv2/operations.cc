// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/operations.h"

namespace atlas::aws::elbv2 {
namespace {

Resource resource_of(const std::string& arn, const Attributes& tags) {
    Resource resource;
    resource.arn = arn;
    resource.add_tags(tags, "elasticloadbalancing");
    return resource;
}

}  // namespace

std::vector<Resource> resources_of(const State& state, const std::vector<std::string>& arns) {
    std::vector<Resource> resources;
    for (const auto& arn : arns) {
        const Attributes* tags = nullptr;
        if (auto* balancer = state.balancers.find(arn)) tags = &balancer->tags;
        if (auto* group = state.groups.find(arn)) tags = &group->tags;
        if (auto* listener = state.listeners.find(arn)) tags = &listener->tags;
        if (auto* rule = state.rules.find(arn)) tags = &rule->tags;
        resources.push_back(resource_of(arn, tags ? *tags : Attributes{}));
    }
    if (resources.empty()) resources.emplace_back();
    return resources;
}

std::string make_arn(Call& call, const std::string& tail) {
    return call.place().arn("elasticloadbalancing", tail);
}

AwsError validation_error(const std::string& message) {
    return {"ValidationError", message, 400, {}};
}

}  // namespace atlas::aws::elbv2
