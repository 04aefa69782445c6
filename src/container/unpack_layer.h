// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::container {

/// Unpacks one image layer (tar, plain or by gzip or zstd) into the empty folder `directory`, as
/// overlayfs wants it: `.wh.NAME` becomes a 0/0 character device, `.wh..wh..opq` an opaque folder.
/// Owners, modes, times and extended attributes are kept. invalid_argument: the file's digest is
/// not `digest` ("sha256:…"), it is no such archive, or an entry would leave the folder ("..", or a
/// path through a symbolic link). exhausted: more comes out of it than `bytes_max`, of which an
/// entry takes entry_bytes besides its contents. Syncs nothing. Root only; blocking; any thread.
/// Source: OCI image specification 1.0, "Image Layer Filesystem Changeset".
Result<> unpack_layer(
    const std::string& file,
    const std::string& digest,
    const std::string& directory,
    std::uint64_t bytes_max
);

/// What a file system keeps of a file beside its contents, so that empty ones count too.
constexpr std::uint64_t entry_bytes = 1024;

}  // namespace atlas::container
