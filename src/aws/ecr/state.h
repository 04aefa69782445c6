// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/models/ecr/image_identifier.h"
#include "aws/models/ecr/repository.h"
#include "aws/wire/call.h"
#include "registry/blobs.h"
#include "store/table.h"

namespace atlas::aws::ecr {

class BlobSweep;

struct RepositoryRow {
    Repository detail;
    std::string policy;     // the repository's own policy, or empty
    std::string lifecycle;  // the lifecycle policy, or empty
    std::map<std::string, std::string> tags;
    static void fields(auto& self, auto&& field) {
        field("Detail", self.detail);
        field("Policy", self.policy);
        field("Lifecycle", self.lifecycle);
        field("Tags", self.tags);
    }
};

/// An image of a repository. Its manifest is here too, so that a handler reads no disk.
struct ImageRow {
    std::string repository;
    std::string digest;
    std::string media_type;
    std::string artifact_media_type;
    std::int64_t image_bytes = 0;
    Time pushed_at;
    std::vector<std::string> tags;  // sorted
    std::string manifest;
    static void fields(auto& self, auto&& field) {
        field("Repository", self.repository);
        field("Digest", self.digest);
        field("MediaType", self.media_type);
        field("ArtifactMediaType", self.artifact_media_type);
        field("ImageBytes", self.image_bytes);
        field("PushedAt", self.pushed_at);
        field("Tags", self.tags);
        field("Manifest", self.manifest);
    }
};

/// All repositories, by name, and images, by "<repository>@<digest>". Region thread only.
struct State {
    store::Table<RepositoryRow> repositories{"ecr.repository"};
    store::Table<ImageRow> images{"ecr.image"};

    // Constant after the start.
    registry::Blobs* blobs = nullptr;
    BlobSweep* sweep = nullptr;  // lets go what no image refers to any more
    std::string sealing_key;     // 32 bytes, for registry tokens
};

/// The row, or RepositoryNotFoundException. `registry_id` must be the account's own, if given.
Answer<const RepositoryRow*> find_repository(
    const State& state,
    Call& call,
    const std::string& name,
    const std::optional<std::string>& registry_id = std::nullopt
);
/// The image with this tag or digest, or nullptr.
const ImageRow* find_image(
    const State& state, const std::string& repository, std::string_view reference
);
/// All images of a repository, newest first.
std::vector<const ImageRow*> images_of(const State& state, const std::string& repository);
std::string image_key(const std::string& repository, const std::string& digest);

/// Whether the repository's settings keep this tag from moving.
bool is_immutable(const Repository& repository, std::string_view tag);
/// Removes images by their digests, less those that an index that stays refers to: the answer has
/// them, each with such an index. After the commit a sweep lets go what no image has any more. All
/// but DeleteRepository remove images by this.
std::map<std::string, std::string> remove_images(
    State& state, Call& call, const std::string& repository, const std::vector<std::string>& digests
);
/// Takes one tag off an image, which goes with its last one, unless an index refers to it.
void remove_tag(State& state, Call& call, const ImageRow& image, const std::string& tag);
/// Why an image stays, in ECR's words.
std::string referenced_by(const std::string& index);

/// "<account>.dkr.ecr.<region>.<suffix>".
std::string registry_host(const Place& place);
std::string repository_arn(const Place& place, const std::string& name);
/// The repository with its tags and policy, for authorization.
Resource repository_resource(const State& state, const Place& place, const std::string& name);

}  // namespace atlas::aws::ecr
