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

/// Which blobs of which repository somebody was told of and when, and to which a push refers just
/// now. In memory: with a process's start everybody counts as told of everything. Any thread; no
/// call waits for a sync.
class BlobUse {
public:
    using Instant = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::milliseconds;
    using There = std::function<bool()>;

    /// Who was told of a blob may refer to it for `grace`.
    BlobUse(const Clock& clock, Duration grace)
        : clock_(clock), grace_(grace), opened_(clock.steady()) {}
    Instant now() const { return clock_.steady(); }
    Duration grace() const { return grace_; }

    /// The repository was given the blob: its grace begins.
    void held(const std::string& repository, const Digest& digest);
    /// Whether the repository has the blob, which `there` knows of the disk. A yes begins its
    /// grace.
    bool tell(const std::string& repository, const Digest& digest, const There& there);
    /// The same; after a yes the blob stays until `give_back`, with which its grace begins.
    bool claim(const std::string& repository, const Digest& digest, const There& there);
    void give_back(const std::string& repository, const Digest& digest);
    /// The repository has ended: of what it holds nobody is told any more. Claims are kept.
    void end(const std::string& repository);

    /// Whether a blob may be taken from a repository none of whose rows referred to it at `moment`:
    /// nobody was told of it since a grace before that, and no push refers to it. If so nobody is
    /// told of it until `end_removal`; else `again` is at most when to ask again.
    bool begin_removal(
        const std::string& repository,
        const Digest& digest,
        Instant moment,
        std::optional<Duration>& again
    );
    void end_removal(const std::string& repository, const Digest& digest, bool removed);
    /// The repository holds nothing any more.
    void emptied(const std::string& repository);

private:
    struct Use {
        Instant told;
        std::uint64_t held = 0;  // a number of numbers_
        int claims = 0;
        bool going = false;
    };
    using Key = std::pair<std::string, Digest>;
    /// Of a blob that can be told of, or nullptr.
    Use* find(const std::string& repository, const Digest& digest, const There& there);
    Use& use_of(const std::string& repository, const Digest& digest);
    bool ended(const std::string& repository, const Use& use) const;

    const Clock& clock_;
    const Duration grace_;
    const Instant opened_;
    std::mutex mutex_;
    std::uint64_t numbers_ = 0;                   // Guarded by mutex_, as all below.
    std::map<Key, Use> uses_;                     // Those that are not as at the start.
    std::map<std::string, std::uint64_t> ended_;  // What was held up to this number is not told.
};

}  // namespace atlas::registry
