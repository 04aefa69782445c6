// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace atlas::registry {

/// The meaning of a path below /v2/. Source: OCI distribution specification 1.1, endpoints.
struct Route {
    enum class Kind : std::uint8_t {
        root,        // /v2/
        blob,        // /v2/<name>/blobs/<digest>
        new_upload,  // /v2/<name>/blobs/uploads/
        upload,      // /v2/<name>/blobs/uploads/<uuid>
        manifest,    // /v2/<name>/manifests/<reference>
        tags,        // /v2/<name>/tags/list
    };
    Kind kind = Kind::root;
    std::string repository;
    std::string reference;                     // a digest, tag or uuid
    std::map<std::string, std::string> query;  // decoded
};

/// Parses a request target; nothing if the path is none of these or the repository name is invalid.
std::optional<Route> parse_route(std::string_view target);

/// Whether `name` is 2 to 256 characters long and consists of components joined by "/"; a component
/// is [a-z0-9]+ parts joined by ".", "_", "__" or any number of "-". Source: the same
/// specification, and ECR's RepositoryName.
bool is_repository_name(std::string_view name);
/// [A-Za-z0-9_][A-Za-z0-9._-]{0,127}
bool is_tag(std::string_view text);

}  // namespace atlas::registry
