// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace atlas::registry {

/// What a path below /v2/ means. Source: OCI distribution specification 1.1, endpoints.
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

/// Nothing for a path that is none of these, or with a name that breaks the rules.
std::optional<Route> parse_route(std::string_view target);

/// Components of [a-z0-9] with single separators . _ __ - between, joined by "/"; 2 to 256
/// characters. Source: the same specification, and ECR's RepositoryName.
bool is_repository_name(std::string_view name);
/// [A-Za-z0-9_][A-Za-z0-9._-]{0,127}
bool is_tag(std::string_view text);

}  // namespace atlas::registry
