// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "aws/ecr/state.h"

namespace atlas::aws::ecr {

/// What of some images can go.
struct Removable {
    std::vector<std::string> digests;
    /// Those that stay, since an index that stays refers to them: its digest.
    std::map<std::string, std::string> referenced;
};

/// `images` are all of a repository, `digests` those that are to go. An index and its parts may go
/// together. Pure.
Removable removable(
    const std::vector<const ImageRow*>& images, const std::vector<std::string>& digests
);

}  // namespace atlas::aws::ecr
