// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "registry/digest.h"

namespace atlas::registry {

/// Records when a client was last told that a repository has a blob, and which blobs pushes in
/// progress refer to. In memory: after a start every client counts as told of every blob. Any
/// thread; no call waits for a sync.
class BlobUse {
public:
    using Instant = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::milliseconds;
    using There = std::function<bool()>;

    /// A client that was told of a blob may refer to it for `grace`.
    BlobUse(const Clock& clock, Duration grace)
        : clock_(clock), grace_(grace), opened_(clock.steady()) {}
    Instant now() const { return clock_.steady(); }
    Duration grace() const { return grace_; }

    /// The repository has received the blob: its grace begins.
    void held(const std::string& repository, const Digest& digest);
    /// Whether the repository has the blob; `there` checks the disk. If so, its grace begins.
    bool tell(const std::string& repository, const Digest& digest, const There& there);
    /// The same, and the blob stays until `give_back`; its grace begins then.
    bool claim(const std::string& repository, const Digest& digest, const There& there);
    void give_back(const std::string& repository, const Digest& digest);
    /// The repository has been deleted: its blobs are not reported any more. Claims stay.
    void end(const std::string& repository);

    /// Whether a blob may be removed from a repository none of whose rows referred to it at
    /// `moment`: nobody was told of it in the grace before `moment` or later, and no push refers to
    /// it. If so, nobody is told of it until `end_removal`. Otherwise `again` is lowered to the
    /// time after which to ask again.
    bool begin_removal(
        const std::string& repository,
        const Digest& digest,
        Instant moment,
        std::optional<Duration>& again
    );
    /// Ends a removal that `begin_removal` allowed; `removed` says whether the blob was removed.
    void end_removal(const std::string& repository, const Digest& digest, bool removed);
    /// The repository holds no blobs any more.
    void emptied(const std::string& repository);

private:
    /// Use of one blob in one repository.
    struct Use {
        Instant told;
        std::uint64_t held = 0;  // value of numbers_ when it was received
        int claims = 0;
        bool going = false;  // being removed
    };
    using Key = std::pair<std::string, Digest>;
    /// The use of a blob that may be reported, or nullptr.
    Use* find(const std::string& repository, const Digest& digest, const There& there);
    Use& use_of(const std::string& repository, const Digest& digest);
    bool ended(const std::string& repository, const Use& use) const;

    const Clock& clock_;
    const Duration grace_;
    const Instant opened_;
    std::mutex mutex_;
    std::uint64_t numbers_ = 0;                   // Guarded by mutex_, like all below.
    std::map<Key, Use> uses_;                     // Those that changed since the start.
    std::map<std::string, std::uint64_t> ended_;  // Blobs received up to this number are gone.
};

}  // namespace atlas::registry
