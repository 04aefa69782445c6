// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/file_system.h"
#include "registry/digest.h"

namespace atlas::registry {

/// Layers, configurations and manifests on disk, each once, under its digest:
///
///     <root>/blobs/sha256/<hex>                 the bytes; complete and durable, or not there
///     <root>/repositories/<name>/_blobs/<hex>   empty: this repository may give the blob out
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
    /// All that are there, held by a repository or not.
    Result<std::vector<Digest>> list() const;
    /// not_found.
    Result<std::uint64_t> size_of(const Digest& digest) const;
    /// The whole blob, its digest checked again (io when the disk lost it); exhausted above
    /// `bytes_max`. For manifests and configurations.
    Result<std::string> load(const Digest& digest, std::size_t bytes_max = 4 << 20) const;

    /// Whether `repository` may give the blob out; a digest alone opens nothing.
    bool holds(const std::string& repository, const Digest& digest) const;
    /// Stores bytes under their digest in a repository; durable on return.
    Result<Digest> put(const std::string& repository, std::string_view bytes);
    /// Gives a received file, already synced and of this digest, its place in a repository; durable
    /// on return. The file is gone from `path` afterwards.
    Result<> adopt(const std::string& repository, const std::string& path, const Digest& digest);
    /// A blob that `from` holds belongs to `repository` too; not_found where it does not.
    Result<> mount(const std::string& repository, const std::string& from, const Digest& digest);

    /// The repository does not hold the blob any more, or none at all. Bytes go by `sweep`.
    Result<> release(const std::string& repository, const Digest& digest);
    Result<> release_all(const std::string& repository);
    /// Removes the bytes that no repository holds; how many blobs.
    Result<std::size_t> sweep();

    /// A new upload's file, not yet made.
    std::string upload_path(std::string_view uuid) const;
    linux::FileSystem& files() const { return files_; }

private:
    Blobs(linux::FileSystem& files, std::string root) : files_(files), root_(std::move(root)) {}
    std::string holdings_of(const std::string& repository) const;
    Result<> hold(const std::string& repository, const Digest& digest);
    Result<> collect_held(const std::string& folder, std::vector<std::string>& held) const;

    linux::FileSystem& files_;
    const std::string root_;
    std::mutex mutex_;  // Between a blob's arrival and its first holder no sweep may pass.
};

}  // namespace atlas::registry
