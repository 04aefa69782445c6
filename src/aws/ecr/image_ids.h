// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/ecr/state.h"
#include "aws/models/ecr/image_failure.h"

namespace atlas::aws::ecr {

/// The image that an identifier in a request names, or the failure to report for it.
struct Resolved {
    const ImageRow* image = nullptr;
    ImageFailure failure;  // if `image` is null
};

/// Finds an image by digest or tag; if the identifier has both, they must match. Pure.
Resolved resolve(const State& state, const std::string& repository, const ImageIdentifier& id);

}  // namespace atlas::aws::ecr
