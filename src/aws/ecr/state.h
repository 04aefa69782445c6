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

// The rows of ECR's tables, as JSON on the disk. Fields may be added; their names never change
// (store/table.h).

/// A repository.
struct RepositoryRow {
    Repository detail;
    std::string policy;     // the repository policy, JSON; empty = none
    std::string lifecycle;  // the lifecycle policy, JSON; empty = none
    std::map<std::string, std::string> tags;
    static void fields(auto& self, auto&& field) {
        field("Detail", self.detail);
        field("Policy", self.policy);
        field("Lifecycle", self.lifecycle);
        field("Tags", self.tags);
    }
};

/// An image or image index of a repository. It includes the manifest, so that operations need not
/// read from the disk. The configuration and layers are blobs.
struct ImageRow {
    std::string repository;
    std::string digest;
    std::string media_type;
    std::string artifact_media_type;
    std::int64_t image_bytes = 0;   // configuration and layers
    Time pushed_at;                 // the last push
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

/// The rows of ECR and what operations need besides. Owned by the service. Region thread only.
struct State {
    store::Table<RepositoryRow> repositories{"ecr.repository"};  // by name
    store::Table<ImageRow> images{"ecr.image"};                  // by image_key

    // Constant after `start`.
    registry::Blobs* blobs = nullptr;
    BlobSweep* sweep = nullptr;
    std::string sealing_key;  // 32 bytes, for authorization tokens
};

/// The row, or RepositoryNotFoundException. `registry_id`, if given, must be the region's account.
Answer<const RepositoryRow*> find_repository(
    const State& state,
    Call& call,
    const std::string& name,
    const std::optional<std::string>& registry_id = std::nullopt
);
/// The image with this tag or digest; null if there is none.
const ImageRow* find_image(
    const State& state, const std::string& repository, std::string_view reference
);
/// All images of a repository, newest first.
std::vector<const ImageRow*> images_of(const State& state, const std::string& repository);
/// "<repository>@<digest>".
std::string image_key(const std::string& repository, const std::string& digest);

/// Whether the repository's tag mutability settings forbid moving this tag to another image.
bool is_immutable(const Repository& repository, std::string_view tag);
/// Removes the images with these digests, except those that an index which stays refers to. Returns
/// the exceptions with their index. After the commit a sweep removes the blobs that no image refers
/// to. Everything except DeleteRepository removes images by this function.
std::map<std::string, std::string> remove_images(
    State& state, Call& call, const std::string& repository, const std::vector<std::string>& digests
);
/// Removes one tag of an image, and with the last tag the image, unless an index refers to it.
void remove_tag(State& state, Call& call, const ImageRow& image, const std::string& tag);
/// ECR's message for an image that an index refers to.
std::string referenced_by(const std::string& index);

/// "<account>.dkr.ecr.<region>.<suffix>".
std::string registry_host(const Place& place);
std::string repository_arn(const Place& place, const std::string& name);
/// The repository as a resource for authorization, with its tags and its own policy. If it does not
/// exist, the ARN alone.
Resource repository_resource(const State& state, const Place& place, const std::string& name);

}  // namespace atlas::aws::ecr
