// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace atlas::engines::haproxy {

/// Writes beside and renames, mode 0600, owned by `uid`: a reader sees the old file or the new one.
Result<> replace_file(const std::string& path, const std::string& content, unsigned uid);
/// The whole file, or nothing where it cannot be read.
std::optional<std::string> read_file(const std::string& path);
/// The folder and those above it that are missing; this one and its parent are `uid`'s alone.
Result<> make_directory(const std::string& path, unsigned uid);

}  // namespace atlas::engines::haproxy
