// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/file_system.h"
#include "registry/blob_use.h"
#include "registry/digest.h"
#include "store/durable.h"

namespace atlas::registry {

/// Layers, configurations and manifests on disk. Each is stored once under its digest:
///
///     <root>/blobs/sha256/<hex>                 the bytes; complete and durable, or absent
///     <root>/repositories/<name>/_blobs/<hex>   an empty file: this repository holds the blob
///     <root>/uploads/<uuid>                     being received; deleted at open
///
/// A blob's file never changes once it has its name, so it can be read without a lock.
///
/// Blobs are removed only by `sweep`, never because an image was deleted. A blob is removed from a
/// repository if no row on disk refers to it, no push in progress does (`Claim`), and nobody was
/// told within `grace` that it is there. Its bytes are removed when no repository holds it. So
/// everything that a row refers to exists at any time. Any thread; calls use the disk and may
/// block.
class Blobs {
public:
    /// Equal to the time that an upload may be idle.
    static constexpr BlobUse::Duration default_grace = std::chrono::minutes(10);

    /// Makes the folders and removes unfinished uploads. `files` and `clock` must outlive this.
    static Result<std::unique_ptr<Blobs>> open(
        linux::FileSystem& files,
        const std::string& root,
        const Clock& clock,
        BlobUse::Duration grace = default_grace
    );

    /// The path of the blob's bytes, whether or not they exist.
    std::string path_of(const Digest& digest) const;
    bool contains(const Digest& digest) const;
    /// All blobs on disk, held by a repository or not.
    Result<std::vector<Digest>> list() const;
    /// not_found: there is no such blob.
    Result<std::uint64_t> size_of(const Digest& digest) const;
    /// Reads a whole blob and verifies its digest (io: it is damaged); exhausted above `bytes_max`.
    /// For manifests and configurations.
    Result<std::string> load(const Digest& digest, std::size_t bytes_max = 4 << 20) const;

    /// Whether `repository` holds the blob and may serve it; knowing a digest is not enough. If so,
    /// the blob's grace begins.
    bool holds(const std::string& repository, const Digest& digest) const;
    /// Stores bytes in a repository and returns their digest; durable on return.
    Result<Digest> put(const std::string& repository, std::string_view bytes);
    /// Moves a received file, already synced and with this digest, into a repository; durable on
    /// return. The file at `path` is gone afterwards.
    Result<> adopt(const std::string& repository, const std::string& path, const Digest& digest);
    /// Makes `repository` hold a blob that `from` holds; not_found if `from` does not hold it.
    Result<> mount(const std::string& repository, const std::string& from, const Digest& digest);

    /// Keeps the blobs that a push refers to until it is destroyed, which is when the push's row is
    /// on disk or the push was refused. Their grace begins then. May outlive Blobs.
    class Claim {
    public:
        Claim(const Blobs& blobs, std::string repository)
            : blobs_(blobs), use_(blobs.use_), repository_(std::move(repository)) {}
        Claim(const Claim&) = delete;
        Claim& operator=(const Claim&) = delete;
        ~Claim();
        /// False if the repository does not hold the blob.
        bool add(const Digest& digest);

    private:
        const Blobs& blobs_;  // for `add`
        const std::shared_ptr<BlobUse> use_;
        const std::string repository_;
        std::vector<Digest> digests_;
    };

    /// The repository has been deleted; a new one with its name does not hold its blobs. Does not
    /// block.
    void end_repository(const std::string& repository) { use_->end(repository); }

    /// The time at which references were read from rows.
    class Moment {
    private:
        friend class Blobs;
        explicit Moment(BlobUse::Instant at) : at_(at) {}
        BlobUse::Instant at_;
    };
    /// The current time. `Durable` proves that all rows that refer to blobs, which are read at this
    /// time too, are on disk. Does not block.
    Moment moment(store::Durable) const { return Moment(use_->now()); }
    /// The blobs of each repository's images, including the manifests.
    using References = std::map<std::string, std::set<Digest>>;
    struct Swept {
        std::size_t blobs = 0;                   // whose bytes were removed
        std::optional<BlobUse::Duration> again;  // when the next grace ends
    };
    /// Removes blobs that rows did not refer to at `moment`, however long ago that is.
    Result<Swept> sweep(Moment moment, const References& references);

    BlobUse::Duration grace() const { return use_->grace(); }
    /// The path for a new upload's file.
    std::string upload_path(std::string_view uuid) const;
    linux::FileSystem& files() const { return files_; }

private:
    Blobs(linux::FileSystem& files, std::string root, std::shared_ptr<BlobUse> use)
        : files_(files), root_(std::move(root)), use_(std::move(use)) {}
    std::string holdings_of(const std::string& repository) const;
    Result<> hold(const std::string& repository, const Digest& digest);
    bool is_held(const std::string& repository, const Digest& digest) const;

    /// One sweep over all repositories.
    struct Pass {
        Moment moment;
        const References& references;
        Swept swept;
        std::set<std::string> held;  // hex digits of blobs that stay
    };
    Result<> sweep_folder(const std::string& name, Pass& pass);
    Result<> sweep_holdings(const std::string& repository, Pass& pass);
    Result<bool> take(const std::string& repository, const Digest& digest, Pass& pass);

    linux::FileSystem& files_;
    const std::string root_;
    const std::shared_ptr<BlobUse> use_;
    std::mutex mutex_;  // No sweep runs between a blob's arrival and its first holder.
};

}  // namespace atlas::registry
