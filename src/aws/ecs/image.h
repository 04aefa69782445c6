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

struct ImageName {
    std::string registry;    // host, or "docker.io" where none was given
    std::string repository;  // "team/app"
    std::string tag;         // "latest" where neither was given
    std::string digest;      // "sha256:…" or empty
};
std::optional<ImageName> parse_image_name(std::string_view text);

struct Manifest {
    std::string config;               // digest
    std::vector<std::string> layers;  // digests, lowest first
    std::string next;  // of an index: the digest of this machine's manifest; then nothing else
};
/// Of several parts of an index that fit this machine the plain one is meant: without a variant,
/// features or version of the operating system that it needs; of several of those the first. What
/// describes other parts (attestations) is none.
/// invalid_argument: not a manifest; not_found: an index without linux/amd64 (or this machine's).
Result<Manifest> parse_manifest(std::string_view text);

/// What an image says about how it is run.
struct ImageConfig {
    std::vector<std::string> entry_point;
    std::vector<std::string> command;
    std::vector<std::string> environment;  // KEY=VALUE
    std::string working_directory;
    std::string user;
    std::string stop_signal;
    std::vector<std::string> diff_ids;  // digests of the layers' tars, lowest first
};
Result<ImageConfig> parse_image_config(std::string_view text);

}  // namespace atlas::aws::ecs
