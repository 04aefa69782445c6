// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/ecr/state.h"
#include "aws/models/ecr/image_failure.h"

namespace atlas::aws::ecr {

/// What an image identifier of a request names: the image, or why there is none.
struct Resolved {
    const ImageRow* image = nullptr;
    ImageFailure failure;
};

Resolved resolve(const State& state, const std::string& repository, const ImageIdentifier& id);

}  // namespace atlas::aws::ecr
