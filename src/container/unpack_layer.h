// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::container {

/// A layer as an image names it: both "sha256:" and 64 hex digits.
struct LayerId {
    std::string digest;   // of the file
    std::string diff_id;  // of the tar in it, from the image's configuration
};

struct UnpackLimits {
    std::uint64_t bytes_max = 20ULL << 30;  // an entry counts entry_bytes besides its contents
    std::uint64_t reserve_bytes = 0;        // what stays free on the file system
};

/// Unpacks one image layer (tar, plain or by gzip or zstd) into the empty folder `directory`, as
/// overlayfs wants it: `.wh.NAME` becomes a 0/0 character device, `.wh..wh..opq` an opaque folder.
/// Owners, modes, times and extended attributes are kept. Success means that every entry was
/// written whole, with the size that its header says, and that both digests are right.
/// invalid_argument: they are not, it is no such archive, or an entry would leave the folder ("..",
/// or a path through a symbolic link). exhausted: more comes out of it than the limits or the disk
/// allow; what does not fit is refused before it is written. Syncs nothing, and leaves what was
/// written before an error. Root only; blocking; any thread.
/// Source: OCI image specification 1.0, "Image Layer Filesystem Changeset".
Result<> unpack_layer(
    const std::string& file,
    const LayerId& layer,
    const std::string& directory,
    const UnpackLimits& limits
);

/// What a file system keeps of a file beside its contents, so that empty ones count too.
constexpr std::uint64_t entry_bytes = 1024;

}  // namespace atlas::container
