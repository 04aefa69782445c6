// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/world.h"
#include "registry/blobs.h"

namespace atlas::region {

/// The registry's blobs as ECS pulls them: by path, without a copy.
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
