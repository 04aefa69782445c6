// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/digest.h"

namespace atlas::registry {

/// What a request of the registry API does; each value is one IAM action of ECR.
enum class Action : std::uint8_t {
    enter,            // GET /v2/: a valid token is enough
    check_blob,       // ecr:BatchCheckLayerAvailability
    read_blob,        // ecr:GetDownloadUrlForLayer
    read_manifest,    // ecr:BatchGetImage
    list_tags,        // ecr:ListImages
    start_upload,     // ecr:InitiateLayerUpload
    write_upload,     // ecr:UploadLayerPart
    complete_upload,  // ecr:CompleteLayerUpload
    write_manifest,   // ecr:PutImage
    delete_manifest,  // ecr:BatchDeleteImage
};

/// A refusal with an error code of the registry protocol: "DENIED", "NAME_UNKNOWN", "TAG_INVALID",
/// …
struct Refusal {
    int http_status = 403;
    std::string code;
    std::string message;
};

/// One image of a repository.
struct Manifest {
    Digest digest;
    std::string media_type;
    std::uint64_t size_bytes = 0;  // of the manifest itself
};

/// An image to be recorded.
struct NewManifest {
    Manifest manifest;
    std::optional<std::string> tag;  // none: pushed by digest
    std::uint64_t image_bytes = 0;   // configuration and layers
    std::string config_media_type;   // type of the artifact
    std::string bytes;               // the manifest itself
    std::vector<Digest> images;      // manifests listed by an index
};

/// Authorization and tags: the state behind the registry. aws/ecr implements it with IAM and its
/// tables. Region thread only; calls do not block.
class Repositories {
public:
    using Done = std::move_only_function<void(std::optional<Refusal>)>;
    virtual ~Repositories() = default;

    /// Nothing if allowed, else the refusal: 401 UNAUTHORIZED for a missing or invalid
    /// `authorization` header, 403 DENIED, 404 NAME_UNKNOWN. `repository` is empty for `enter`.
    virtual std::optional<Refusal> authorize(
        std::string_view authorization, Action action, const std::string& repository
    ) = 0;
    /// The principal of an accepted authorization; upload limits apply per principal.
    virtual std::string principal_of(std::string_view authorization) const = 0;
    /// The challenge of a 401, e.g. `Basic realm="https://…/",service="ecr.amazonaws.com"`.
    virtual std::string challenge() const = 0;
    /// The image with this tag or digest, if there is one.
    virtual std::optional<Manifest> find(
        const std::string& repository, const std::string& reference
    ) = 0;
    /// Records an image whose bytes are stored. `done` is called once that is durable, or at once
    /// with a refusal (an immutable tag exists, an index lists images that are not recorded). It
    /// may be called on any thread, and what it captures is kept until then.
    virtual void put(const std::string& repository, NewManifest manifest, Done done) = 0;
    /// Removes a tag, or by digest an image with all its tags. `done` as in `put`.
    virtual void remove(const std::string& repository, const std::string& reference, Done done) = 0;
    /// All tags, sorted.
    virtual std::vector<std::string> tags(const std::string& repository) = 0;
};

}  // namespace atlas::registry
