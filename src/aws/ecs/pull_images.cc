// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/ecs/run_work.h"
#include "aws/models/ecr/batch_check_layer_availability.h"
#include "aws/models/ecr/batch_get_image.h"
#include "aws/models/ecr/service_model.h"
#include "aws/wire/error_document.h"

namespace atlas::aws::ecs {

namespace {

constexpr int indexes_max = 4;

std::string registry_of(const Place& place) {
    return fmt::format("{}.dkr.ecr.{}.{}", place.account, place.region, place.suffix);
}

/// A refusal by IAM, with the message of Fargate's agent.
AwsError denied(Call& call, AwsError error) {
    auto told = in_words_of(ecr::service_model(), std::move(error));
    return {
        "ResourceInitializationError",
        fmt::format(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve ecr registry auth: service call has "
            "been retried 1 time(s): {}: {} status code: {}, request id: {}",
            told.code,
            told.message,
            told.http_status,
            call.request_id()
        ),
        400,
        {}
    };
}

AwsError cannot_pull(const std::string& image, const std::string& why) {
    return {
        "CannotPullContainerError",
        fmt::format(
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to "
            "resolve ref {}: {}",
            image,
            why
        ),
        400,
        {}
    };
}

/// Pairs each layer's blob with its diff_id, by which its unpacked content is verified.
Result<std::vector<container::LayerId>> layers_of(
    const Manifest& manifest, const ImageConfig& config
) {
    const auto& digests = manifest.layers;
    const auto& diff_ids = config.diff_ids;
    if (digests.size() != diff_ids.size()) {
        return Error(
            ErrorCode::invalid_argument,
            fmt::format(
                "mismatched image rootfs and manifest layers: {} diff_ids, {} layers",
                diff_ids.size(),
                digests.size()
            )
        );
    }
    std::vector<container::LayerId> layers;
    for (std::size_t index = 0; index < digests.size(); ++index)
        layers.push_back({digests[index], diff_ids[index]});
    return layers;
}

// Any other error is none of the caller's permissions and does not stop the pull.
bool is_denial(const AwsError& error) {
    return error.code == "AccessDeniedException" || error.code == "AccessDenied";
}

}  // namespace

/// Finds the image's manifest with the permissions of the execution role. It must allow the four
/// actions that a pull from ECR needs: GetAuthorizationToken, BatchGetImage,
/// BatchCheckLayerAvailability and GetDownloadUrlForLayer.
Answer<TaskReconciler::PulledImage> TaskReconciler::resolve_image(
    Call& call, const std::string& image
) {
    auto name = parse_image_name(image);
    if (!name) return cannot_pull(image, "invalid reference format");
    if (name->registry != registry_of(call.place()))
        return cannot_pull(
            image, name->registry + " cannot be reached: the local region has no way to the outside"
        );
    Resource repository;
    repository.arn = call.place().arn("ecr", "repository/" + name->repository);
    if (auto allowed = call.require("ecr:GetAuthorizationToken", Resource{}); !allowed)
        return denied(call, std::move(allowed).error());
    ecr::BatchGetImageInput asked;
    asked.repository_name = name->repository;
    auto& wanted = asked.image_ids.emplace_back();
    if (name->digest.empty())
        wanted.image_tag = name->tag;
    else
        wanted.image_digest = name->digest;
    auto found = call.invoke<ecr::BatchGetImage>(call.caller(), asked);
    if (!found)
        return cannot_pull(image, fmt::format("{}: {}", found.error().code, found.error().message));
    if (found.value().images.empty()) return cannot_pull(image, image + ": not found");
    const auto& manifest = found.value().images[0];
    PulledImage pulled;
    pulled.digest = manifest.image_id ? manifest.image_id->image_digest.value_or("") : "";
    auto parsed = parse_manifest(manifest.image_manifest.value_or(""));
    // An index may contain an index. Digests rule out a cycle, but not a long chain.
    for (int depth = 0; parsed && !parsed.value().next.empty(); ++depth) {
        if (depth == indexes_max) return cannot_pull(image, "too many indexes above the image");
        auto text = world_.images.load(parsed.value().next);
        if (!text) return cannot_pull(image, text.error().message());
        parsed = parse_manifest(text.value());
    }
    if (!parsed) return cannot_pull(image, parsed.error().message());
    pulled.manifest = std::move(parsed).value();
    for (const auto* action : {"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer"}) {
        auto allowed = call.require(action, repository);
        if (!allowed && is_denial(allowed.error()))
            return cannot_pull(
                image, fmt::format("pull access denied: {}", allowed.error().message)
            );
    }
    return pulled;
}

void TaskReconciler::pull_images(const TaskRow& row) {
    auto id = row.id;
    auto role = execution_role(row);
    if (role.empty()) {
        fail(id, {"TaskFailedToStart", "CannotPullContainerError: the task has no execution role"});
        return;
    }
    std::vector<PulledImage> images;
    std::optional<AwsError> refused;
    world_.host.transact(task_principal(role, id), [&](Call& call) {
        for (const auto& container : row.task.containers) {
            auto resolved = resolve_image(call, container.image.value_or(""));
            if (!resolved) {
                refused = resolved.error();
                return;
            }
            images.push_back(std::move(resolved).value());
        }
    });
    if (refused) {
        fail(id, {"TaskFailedToStart", refused->message});
        return;
    }
    unpack_images(row, std::move(images));
}

void TaskReconciler::unpack_images(const TaskRow& row, std::vector<PulledImage> images) {
    using Unpacked = Result<std::vector<PulledImage>>;
    auto begun = world_.host.clock().now();
    run_work<Unpacked>(
        row.id,
        [&source = world_.images, &layers = layers_, images = std::move(images)](
        ) mutable -> Unpacked {
            for (auto& image : images) {
                auto text = ATLAS_TRY(source.load(image.manifest.config));
                image.config = ATLAS_TRY(parse_image_config(text));
                for (const auto& layer : ATLAS_TRY(layers_of(image.manifest, image.config)))
                    image.layers.push_back(
                        ATLAS_TRY(layers.ensure(layer, source.path_of(layer.digest)))
                    );
            }
            return std::move(images);
        },
        [this, begun](const TaskRow& task, Progress& progress, Unpacked unpacked) {
            if (!unpacked) {
                fail(
                    task.id,
                    {"TaskFailedToStart", "CannotPullContainerError: " + unpacked.error().message()}
                );
                return;
            }
            progress.images = std::move(unpacked).value();
            progress.pulled = true;
            edit(task.id, [&](TaskRow& edited, Call& call) {
                edited.task.pull_started_at = begun;
                edited.task.pull_stopped_at = call.now();
                for (std::size_t index = 0; index < progress.images.size(); ++index)
                    edited.task.containers[index].image_digest = progress.images[index].digest;
            });
        }
    );
}

}  // namespace atlas::aws::ecs
