// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/world.h"
#include "registry/blobs.h"

namespace atlas::region {

/// Gives ECS the registry's blobs as file paths, without copying them.
class ImageBlobs final : public aws::ecs::ImageSource {
public:
    explicit ImageBlobs(const registry::Blobs& blobs) : blobs_(blobs) {}
    std::string path_of(const std::string& digest) const override;
    Result<std::vector<std::string>> digests() const override;
    Result<std::string> load(const std::string& digest) const override;

private:
    const registry::Blobs& blobs_;
};

}  // namespace atlas::region
