// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// Image references, manifests and configurations. Pure. Source: OCI image specification 1.0,
/// Docker image manifest version 2 schema 2.
namespace atlas::aws::ecs {

/// The `image` of a container definition.
struct ImageName {
    std::string registry;    // host; "docker.io" if the reference has none
    std::string repository;  // "team/app"
    std::string tag;         // "latest" if the reference has neither tag nor digest
    std::string digest;      // "sha256:…" or empty
};
/// Nothing if the text is not an image reference.
std::optional<ImageName> parse_image_name(std::string_view text);

/// An image manifest (config and layers), or an image index (only `next`).
struct Manifest {
    std::string config;               // digest
    std::vector<std::string> layers;  // digests, lowest first
    std::string next;                 // digest of the manifest that an index has for this machine
};
/// An index may have several manifests for this machine. The first one without a special variant,
/// os.version or os.features wins; without such a one, the first that matches. Attestation
/// manifests are skipped.
/// invalid_argument: not a manifest; not_found: an index without a manifest for linux on this
/// machine's architecture.
Result<Manifest> parse_manifest(std::string_view text);

/// The image configuration: how the image wants to be run.
struct ImageConfig {
    std::vector<std::string> entry_point;
    std::vector<std::string> command;
    std::vector<std::string> environment;  // KEY=VALUE
    std::string working_directory;
    std::string user;
    std::string stop_signal;
    std::vector<std::string> diff_ids;  // digests of the layers' tars, lowest first
};
/// Missing members are left empty.
Result<ImageConfig> parse_image_config(std::string_view text);

}  // namespace atlas::aws::ecs
