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

/// Layers, configurations and manifests on disk, each once, under its digest:
///
///     <root>/blobs/sha256/<hex>                 the bytes; complete and durable, or not there
///     <root>/repositories/<name>/_blobs/<hex>   empty: this repository may give the blob out
///     <root>/uploads/<uuid>                     being received; emptied at open
///
/// A blob's file is never changed once it has its name, so a path may be read without a lock.
///
/// A blob goes by `sweep` alone, and never because one image went: from a repository when no row on
/// the disk refers to it, no push that is under way does (`Claim`), and nobody was told within
/// `grace` that it is there; its bytes when no repository has it. So at each instruction what a row
/// refers to is there. Any thread; calls touch the disk and may block.
class Blobs {
public:
    /// As long as an upload may be idle.
    static constexpr BlobUse::Duration default_grace = std::chrono::minutes(10);

    /// Makes the folders, removes unfinished uploads. `files` and `clock` outlive this.
    static Result<std::unique_ptr<Blobs>> open(
        linux::FileSystem& files,
        const std::string& root,
        const Clock& clock,
        BlobUse::Duration grace = default_grace
    );

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

    /// Whether `repository` may give the blob out; a digest alone opens nothing. A yes begins the
    /// blob's grace.
    bool holds(const std::string& repository, const Digest& digest) const;
    /// Stores bytes under their digest in a repository; durable on return.
    Result<Digest> put(const std::string& repository, std::string_view bytes);
    /// Gives a received file, already synced and of this digest, its place in a repository; durable
    /// on return. The file is gone from `path` afterwards.
    Result<> adopt(const std::string& repository, const std::string& path, const Digest& digest);
    /// A blob that `from` holds belongs to `repository` too; not_found where it does not.
    Result<> mount(const std::string& repository, const std::string& from, const Digest& digest);

    /// Blobs that a push refers to stay until this is gone: until its row is on the disk, or it was
    /// refused. Then their grace begins. May outlive Blobs.
    class Claim {
    public:
        Claim(const Blobs& blobs, std::string repository)
            : blobs_(blobs), use_(blobs.use_), repository_(std::move(repository)) {}
        Claim(const Claim&) = delete;
        Claim& operator=(const Claim&) = delete;
        ~Claim();
        /// False where the repository does not hold the blob.
        bool add(const Digest& digest);

    private:
        const Blobs& blobs_;  // for `add`
        const std::shared_ptr<BlobUse> use_;
        const std::string repository_;
        std::vector<Digest> digests_;
    };

    /// The repository has ended; one of the same name holds nothing of it. Does not block.
    void end_repository(const std::string& repository) { use_->end(repository); }

    /// When references were read off rows.
    class Moment {
    private:
        friend class Blobs;
        explicit Moment(BlobUse::Instant at) : at_(at) {}
        BlobUse::Instant at_;
    };
    /// Now. The proof is of all rows that refer to blobs, which are read at this moment too. Does
    /// not block.
    Moment moment(store::Durable) const { return Moment(use_->now()); }
    /// What each repository's images are made of, themselves too.
    using References = std::map<std::string, std::set<Digest>>;
    struct Swept {
        std::size_t blobs = 0;                   // whose bytes are gone
        std::optional<BlobUse::Duration> again;  // when the grace of what was left ends
    };
    /// Removes what may go, by what rows referred to at `moment`; however late that is.
    Result<Swept> sweep(Moment moment, const References& references);

    BlobUse::Duration grace() const { return use_->grace(); }
    /// A new upload's file, not yet made.
    std::string upload_path(std::string_view uuid) const;
    linux::FileSystem& files() const { return files_; }

private:
    Blobs(linux::FileSystem& files, std::string root, std::shared_ptr<BlobUse> use)
        : files_(files), root_(std::move(root)), use_(std::move(use)) {}
    std::string holdings_of(const std::string& repository) const;
    Result<> hold(const std::string& repository, const Digest& digest);
    bool is_held(const std::string& repository, const Digest& digest) const;

    /// One pass over all repositories.
    struct Pass {
        Moment moment;
        const References& references;
        Swept swept;
        std::set<std::string> held;  // hex digits of what stays
    };
    Result<> sweep_folder(const std::string& name, Pass& pass);
    Result<> sweep_holdings(const std::string& repository, Pass& pass);
    Result<bool> take(const std::string& repository, const Digest& digest, Pass& pass);

    linux::FileSystem& files_;
    const std::string root_;
    const std::shared_ptr<BlobUse> use_;
    std::mutex mutex_;  // Between a blob's arrival and its first holder no sweep may pass.
};

}  // namespace atlas::registry
