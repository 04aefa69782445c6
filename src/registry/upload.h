// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/random.h"
#include "crypto/digest.h"
#include "net/http.h"
#include "registry/blobs.h"

namespace atlas::registry {

/// A blob being received in pieces and hashed on the way. One request writes at a time.
class Upload {
public:
    Upload(std::string principal, std::string repository, std::string uuid, std::string path)
        : principal_(std::move(principal)),
          repository_(std::move(repository)),
          uuid_(std::move(uuid)),
          path_(std::move(path)) {}

    const std::string& principal() const { return principal_; }
    const std::string& repository() const { return repository_; }
    const std::string& uuid() const { return uuid_; }
    const std::string& path() const { return path_; }
    std::uint64_t size() const { return size_; }
    /// When a request last finished writing.
    std::chrono::steady_clock::time_point last_used() const { return last_used_; }

    /// Reserves the upload for one request; false if another request is writing.
    bool claim() { return !busy_.exchange(true); }
    void give_back() {
        last_used_ = std::chrono::steady_clock::now();
        busy_ = false;
    }

    /// Only for the request that holds the claim, like all below.
    Result<> open(linux::FileSystem& files);
    Result<> append(std::string_view bytes);
    /// Syncs the bytes and returns their digest; nothing may be appended afterwards.
    Result<Digest> finish();

private:
    // Constant after construction.
    const std::string principal_;
    const std::string repository_;
    const std::string uuid_;
    const std::string path_;
    std::unique_ptr<linux::File> file_;
    // Only for the request that holds the claim; the atomic members are read by others too.
    crypto::Sha256 hash_;
    std::atomic<std::uint64_t> size_ = 0;
    std::atomic<bool> busy_ = false;
    std::atomic<std::chrono::steady_clock::time_point> last_used_ =
        std::chrono::steady_clock::now();
};

/// Limits for unfinished uploads, which are not part of any image yet.
struct UploadLimits {
    std::uint64_t blob_bytes_max = 10ULL << 30;       // per upload
    std::uint64_t principal_bytes_max = 10ULL << 30;  // of all open uploads of a principal
    std::uint64_t total_bytes_max = 20ULL << 30;      // of all open uploads
    std::size_t principal_open_max = 64;
    std::size_t open_max = 256;           // each has an open descriptor
    std::chrono::seconds idle_max{600};   // then the upload is ended
    std::chrono::seconds look_every{60};  // interval of looking for idle ones
};

/// The open uploads, by unguessable ids. They end with the process, and clients start again. Any
/// thread.
class Uploads {
public:
    Uploads(Blobs& blobs, Random& random, const UploadLimits& limits)
        : blobs_(blobs), random_(random), limits_(limits) {}
    /// Starts an upload; ends idle ones first. exhausted: too many are open, of this principal or
    /// in all. Uses the disk.
    Result<std::shared_ptr<Upload>> start(
        const std::string& principal, const std::string& repository
    );
    /// Nullptr for an unknown id or one of another repository.
    std::shared_ptr<Upload> find(const std::string& repository, const std::string& uuid) const;
    /// Removes the upload and its file, if that still exists.
    void end(const Upload& upload);

    /// Whether an upload may grow by `bytes`; if so, they are counted until it ends.
    enum class Room { enough, blob_too_large, all_too_large };
    Room take(const Upload& upload, std::uint64_t bytes);
    /// Ends uploads that nobody has written to for `idle_max`. Blocking; for workers.
    void end_idle();
    const UploadLimits& limits() const { return limits_; }

private:
    /// What the open uploads of one principal use.
    struct Share {
        std::size_t open = 0;
        std::uint64_t bytes = 0;
    };
    Result<> check_room(const std::string& principal) const;

    Blobs& blobs_;
    mutable std::mutex mutex_;
    Random& random_;                                       // Guarded by mutex_.
    std::map<std::string, std::shared_ptr<Upload>> open_;  // Guarded by mutex_.
    std::map<std::string, std::uint64_t> taken_;           // by id. Guarded by mutex_.
    std::map<std::string, Share> shares_;                  // by principal. Guarded by mutex_.
    std::uint64_t total_ = 0;                              // Guarded by mutex_.
    const UploadLimits limits_;
};

/// Receives the body of a PATCH or PUT into its upload, which it claims for that time. Errors are
/// kept for the handler, which turns them into an answer.
class UploadSink final : public net::BodySink {
public:
    /// `first` is the first offset of Content-Range, if there is one.
    UploadSink(
        Uploads& uploads, std::shared_ptr<Upload> upload, std::optional<std::uint64_t> first
    );
    ~UploadSink() override;
    Result<> write(std::string_view bytes) override;

    enum class Trouble { none, busy, out_of_order, blob_too_large, all_too_large, disk };
    Trouble trouble() const { return trouble_; }

private:
    Uploads& uploads_;
    std::shared_ptr<Upload> upload_;
    Trouble trouble_ = Trouble::none;
};

}  // namespace atlas::registry
