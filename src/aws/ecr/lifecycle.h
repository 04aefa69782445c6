// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/ecr/state.h"
#include "base/result.h"

namespace atlas::aws::ecr {

/// One rule of a lifecycle policy. Source: "Lifecycle policy properties in Amazon ECR".
struct LifecycleRule {
    int priority = 0;
    std::string tag_status;             // tagged, untagged, any
    std::vector<std::string> prefixes;  // of tagged images
    std::vector<std::string> patterns;  // of tagged images, with '*'
    std::string count_type;             // imageCountMoreThan, sinceImagePushed
    int count = 0;                      // images, or days
};

/// The rules, sorted by priority. The message of invalid_argument names the faulty rule. Pure.
Result<std::vector<LifecycleRule>> parse_lifecycle(std::string_view json);

/// The digests of the images that have expired at `now`. Rules apply in the order of priority. An
/// image that a rule selects is not considered by later rules, whether it expires or not. `images`
/// must be sorted newest first. Pure.
std::vector<std::string> expired_images(
    const std::vector<LifecycleRule>& rules, const std::vector<const ImageRow*>& images, Time now
);

}  // namespace atlas::aws::ecr
