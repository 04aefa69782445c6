// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "aws/ecr/state.h"

namespace atlas::aws::ecr {

/// Which of some images can be removed.
struct Removable {
    std::vector<std::string> digests;  // can be removed
    /// Must stay, because an index (manifest list) that stays refers to them: image → index.
    std::map<std::string, std::string> referenced;
};

/// `images` are all images of a repository, `digests` those to remove. An index and its images can
/// be removed together. Pure.
Removable removable(
    const std::vector<const ImageRow*>& images, const std::vector<std::string>& digests
);

}  // namespace atlas::aws::ecr
