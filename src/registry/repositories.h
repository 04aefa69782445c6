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

/// What a request of the registry API wants to do; each is one IAM action of ECR.
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

/// A refusal in the registry protocol's words: code "DENIED", "NAME_UNKNOWN", "TAG_INVALID" …
struct Refusal {
    int http_status = 403;
    std::string code;
    std::string message;
};

/// One image of a repository.
struct Manifest {
    Digest digest;
    std::string media_type;
    std::uint64_t size_bytes = 0;  // the manifest's own
};

struct NewManifest {
    Manifest manifest;
    std::optional<std::string> tag;  // none: pushed by digest
    std::uint64_t image_bytes = 0;   // configuration and layers
    std::string config_media_type;   // of the artefact
    std::string bytes;               // the manifest itself
    std::vector<Digest> images;      // those that it is an index of
};

/// Who may do what in which repository, and the tags: the state behind the registry. aws/ecr
/// implements it over IAM and its tables. Called on the region thread only; calls do not block.
class Repositories {
public:
    using Done = std::move_only_function<void(std::optional<Refusal>)>;
    virtual ~Repositories() = default;

    /// Nothing, or the refusal: 401 UNAUTHORIZED for a bad or absent `authorization` header, 403
    /// DENIED, 404 NAME_UNKNOWN. `repository` is empty for `enter`.
    virtual std::optional<Refusal> authorize(
        std::string_view authorization, Action action, const std::string& repository
    ) = 0;
    /// Who an authorization that was accepted belongs to: one name for all that share limits.
    virtual std::string principal_of(std::string_view authorization) const = 0;
    /// The challenge of a 401, e.g. `Basic realm="https://…/",service="ecr.amazonaws.com"`.
    virtual std::string challenge() const = 0;
    /// By tag or digest; nothing when there is none.
    virtual std::optional<Manifest> find(
        const std::string& repository, const std::string& reference
    ) = 0;
    /// Records an image whose bytes are stored. `done` is called once that is durable, or at once
    /// with the refusal (an immutable tag that exists, an index of images that are not recorded).
    /// Any thread may run `done`; what it holds is kept until then.
    virtual void put(const std::string& repository, NewManifest manifest, Done done) = 0;
    /// Removes a tag, or by digest the image with all its tags; as `put`.
    virtual void remove(const std::string& repository, const std::string& reference, Done done) = 0;
    /// All tags, sorted.
    virtual std::vector<std::string> tags(const std::string& repository) = 0;
};

}  // namespace atlas::registry
