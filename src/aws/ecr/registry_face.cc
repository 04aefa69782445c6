// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/registry_face.h"

#include <fmt/core.h>

#include "aws/ecr/blob_sweep.h"
#include "aws/ecr/registry_token.h"
#include "aws/ecr/removable.h"

namespace atlas::aws::ecr {
namespace {

std::string_view action_name(registry::Action action) {
    switch (action) {
        case registry::Action::enter:
            return "";
        case registry::Action::check_blob:
            return "ecr:BatchCheckLayerAvailability";
        case registry::Action::read_blob:
            return "ecr:GetDownloadUrlForLayer";
        case registry::Action::read_manifest:
            return "ecr:BatchGetImage";
        case registry::Action::list_tags:
            return "ecr:ListImages";
        case registry::Action::start_upload:
            return "ecr:InitiateLayerUpload";
        case registry::Action::write_upload:
            return "ecr:UploadLayerPart";
        case registry::Action::complete_upload:
            return "ecr:CompleteLayerUpload";
        case registry::Action::write_manifest:
            return "ecr:PutImage";
        case registry::Action::delete_manifest:
            return "ecr:BatchDeleteImage";
    }
    return "ecr:Unknown";
}

/// Whether the action can leave a blob in a repository that no image refers to yet.
bool brings_blob(registry::Action action) {
    return action == registry::Action::start_upload || action == registry::Action::complete_upload;
}

/// The image with this tag; null if there is none.
const ImageRow* bearer_of(
    const State& state, const std::string& repository, const std::string& tag
) {
    return find_image(state, repository, tag);
}

}  // namespace

std::optional<registry::Refusal> RegistryFace::authorize(
    std::string_view authorization, registry::Action action, const std::string& repository
) {
    auto token = open_authorization(state_.sealing_key, authorization);
    if (!token) return registry::Refusal{401, "UNAUTHORIZED", "Not Authorized"};
    if (token.value().expiry <= host_->clock().now()) {
        return registry::Refusal{
            403, "DENIED", "Your authorization token has expired. Reauthenticate and try again."
        };
    }
    if (action == registry::Action::enter) return std::nullopt;
    std::optional<registry::Refusal> refusal;
    host_->transact(token.value().principal, [&](Call& call) {
        auto resource = repository_resource(state_, call.place(), repository);
        if (auto allowed = call.require(action_name(action), resource); !allowed) {
            refusal = {403, "DENIED", allowed.error().message};
        } else if (auto found = find_repository(state_, call, repository); !found) {
            refusal = {404, "NAME_UNKNOWN", found.error().message};
        }
    });
    // The client may never push an image with the blob: look again when its grace has ended.
    if (!refusal && brings_blob(action)) state_.sweep->wake_after(state_.blobs->grace());
    return refusal;
}

std::string RegistryFace::principal_of(std::string_view authorization) const {
    auto token = open_authorization(state_.sealing_key, authorization);
    if (!token) return "";
    // All sessions of a role share its limits: whoever may assume the role can create more
    // sessions.
    const auto& [kind, arn, role_arn] = std::tie(
        token.value().principal.kind, token.value().principal.arn, token.value().principal.role_arn
    );
    return kind == Principal::Kind::role_session ? role_arn : arn;
}

std::string RegistryFace::challenge() const {
    return fmt::format(
        R"(Basic realm="https://{}/",service="ecr.amazonaws.com")", registry_host(host_->place())
    );
}

std::optional<registry::Manifest> RegistryFace::find(
    const std::string& repository, const std::string& reference
) {
    auto* image = find_image(state_, repository, reference);
    if (!image) return std::nullopt;
    auto digest = registry::Digest::parse(image->digest);
    if (!digest) return std::nullopt;
    return registry::Manifest{digest.value(), image->media_type, image->manifest.size()};
}

void RegistryFace::change(const std::function<void(Call&)>& decide, Done done) {
    auto self =
        service_principal(host_->place().account, "ecr.amazonaws.com", "AWSServiceRoleForECR");
    host_->transact(self, [&](Call& call) {
        decide(call);
        call.after_commit([done = std::move(done)]() mutable { done(std::nullopt); });
    });
}

void RegistryFace::put(const std::string& repository, registry::NewManifest manifest, Done done) {
    // The repository may have been deleted while a worker stored the manifest.
    auto* row = state_.repositories.find(repository);
    if (!row) return done(registry::Refusal{404, "NAME_UNKNOWN", "the repository is gone"});
    for (const auto& part : manifest.images) {
        if (state_.images.find(image_key(repository, part.text()))) continue;
        return done(registry::Refusal{
            400, "MANIFEST_BLOB_UNKNOWN", "not in this repository: " + part.text()
        });
    }
    auto digest = manifest.manifest.digest.text();
    auto* bearer = manifest.tag ? bearer_of(state_, repository, *manifest.tag) : nullptr;
    bool moves = bearer && bearer->digest != digest;
    if (moves && is_immutable(row->detail, *manifest.tag)) {
        return done(registry::Refusal{
            400,
            "TAG_INVALID",
            fmt::format(
                "The image tag '{}' already exists in the '{}' repository and cannot be "
                "overwritten because the tag is immutable.",
                *manifest.tag,
                repository
            )
        });
    }
    auto store = [&](Call& call) {
        if (moves) {
            state_.images.edit(
                call.batch(),
                image_key(repository, bearer->digest),
                [&](ImageRow& image) { std::erase(image.tags, *manifest.tag); }
            );
        }
        auto key = image_key(repository, digest);
        auto* known = state_.images.find(key);
        ImageRow image = known ? *known : ImageRow{};
        image.repository = repository;
        image.digest = digest;
        image.media_type = manifest.manifest.media_type;
        image.artifact_media_type = manifest.config_media_type;
        image.image_bytes = static_cast<std::int64_t>(manifest.image_bytes);
        image.manifest = std::move(manifest.bytes);
        image.pushed_at = call.now();
        if (manifest.tag && !std::ranges::binary_search(image.tags, *manifest.tag)) {
            image.tags.push_back(*manifest.tag);
            std::ranges::sort(image.tags);
        }
        state_.images.put(call.batch(), key, std::move(image));
    };
    change(store, std::move(done));
}

void RegistryFace::remove(const std::string& repository, const std::string& reference, Done done) {
    auto* image = find_image(state_, repository, reference);
    if (!image) {
        return done(registry::Refusal{404, "MANIFEST_UNKNOWN", "Requested image not found"});
    }
    if (!reference.starts_with("sha256:")) {
        return change(
            [&](Call& call) { remove_tag(state_, call, *image, reference); }, std::move(done)
        );
    }
    const auto kept = removable(images_of(state_, repository), {image->digest}).referenced;
    if (!kept.empty()) {
        return done(registry::Refusal{403, "DENIED", referenced_by(kept.begin()->second)});
    }
    change(
        [&](Call& call) { (void)remove_images(state_, call, repository, {image->digest}); },
        std::move(done)
    );
}

std::vector<std::string> RegistryFace::tags(const std::string& repository) {
    std::vector<std::string> all;
    for (const auto* image : images_of(state_, repository))
        all.insert(all.end(), image->tags.begin(), image->tags.end());
    std::ranges::sort(all);
    return all;
}

}  // namespace atlas::aws::ecr
