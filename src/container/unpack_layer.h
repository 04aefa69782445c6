// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::container {

/// A layer as an image identifies it; both are "sha256:" and 64 hex digits.
struct LayerId {
    std::string digest;   // of the file
    std::string diff_id;  // of the uncompressed tar, from the image's configuration
};

/// How much one layer may write.
struct UnpackLimits {
    std::uint64_t bytes_max = 20ULL << 30;  // each entry adds entry_bytes
    std::uint64_t reserve_bytes = 0;        // stays free on the file system
};

/// Unpacks one image layer (tar, plain or compressed with gzip or zstd) into the empty folder
/// `directory` in the form overlayfs expects: `.wh.NAME` becomes a 0/0 character device,
/// `.wh..wh..opq` an opaque folder. Keeps owners, modes, times and extended attributes. Success
/// means that every entry was written completely, with the size in its header, and that both
/// digests match. invalid_argument: a digest does not match, the archive is damaged or of another
/// kind, or an entry would leave the folder ("..", or a path through a symbolic link). exhausted:
/// the layer unpacks to more than the limits or the disk allow; this is checked before writing.
/// Nothing is synced, and files written before an error stay. Root only; blocking; any thread.
/// Source: OCI image specification 1.0, "Image Layer Filesystem Changeset".
Result<> unpack_layer(
    const std::string& file,
    const LayerId& layer,
    const std::string& directory,
    const UnpackLimits& limits
);

/// What one entry costs besides its content, so that empty files count too.
constexpr std::uint64_t entry_bytes = 1024;

}  // namespace atlas::container
