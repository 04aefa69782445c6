// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "linux/file_system.h"
#include "registry/digest.h"

namespace atlas::registry {

/// Layers, configurations and manifests on disk, each once, under its digest:
///
///     <root>/blobs/sha256/<hex>                 the bytes; complete and durable, or not there
///     <root>/repositories/<name>/blobs/<hex>    empty: this repository may give the blob out
///     <root>/uploads/<uuid>                     being received; emptied at open
///
/// A blob's file is never changed once it has its name, so a path may be read without a lock. Any
/// thread; calls touch the disk and may block.
class Blobs {
public:
    /// Makes the folders, removes unfinished uploads. `files` outlives this.
    static Result<std::unique_ptr<Blobs>> open(linux::FileSystem& files, const std::string& root);

    /// Where the blob's bytes are, whether or not they are there.
    std::string path_of(const Digest& digest) const;
    bool contains(const Digest& digest) const;
    /// not_found.
    Result<std::uint64_t> size_of(const Digest& digest) const;
    /// The whole blob, its digest checked again (io when the disk lost it); exhausted above
    /// `bytes_max`. For manifests and configurations.
    Result<std::string> load(const Digest& digest, std::size_t bytes_max = 4 << 20) const;
    /// Stores bytes under their digest; durable on return. Fine when they are there already.
    Result<Digest> put(std::string_view bytes);
    /// Gives a received and synced file, whose digest the caller computed, its name; durable on
    /// return.
    Result<> adopt(const std::string& path, const Digest& digest);

    /// Whether `repository` may give the blob out; a digest alone opens nothing.
    bool linked(const std::string& repository, const Digest& digest) const;
    Result<> link(const std::string& repository, const Digest& digest);
    Result<> unlink(const std::string& repository, const Digest& digest);
    /// Of a repository that is deleted.
    Result<> unlink_all(const std::string& repository);

    /// A new upload's file, not yet made.
    std::string upload_path(std::string_view uuid) const;
    linux::FileSystem& files() const { return files_; }

private:
    Blobs(linux::FileSystem& files, std::string root) : files_(files), root_(std::move(root)) {}
    std::string links_of(const std::string& repository) const;

    linux::FileSystem& files_;
    std::string root_;
};

}  // namespace atlas::registry
