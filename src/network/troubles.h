// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "network/network.h"

namespace atlas::network {

/// What of the network is not as it must be, by place and kind; and what was not and has been
/// mended a short while ago. Any thread.
class Troubles {
public:
    enum class Weight : std::uint8_t { wrong, note };
    using Instant = std::chrono::steady_clock::time_point;

    /// Sets or, where the result is good, clears what is wrong with `what` ("rules") of `place`.
    void note(const std::string& place, const std::string& what, Result<> result);
    /// The same for a list of sentences; none clears it.
    void note(
        const std::string& place,
        const std::string& what,
        const std::vector<std::string>& sentences,
        Weight weight = Weight::wrong
    );
    /// Something had been changed by others and is again as it must be. Logged, and told for ten
    /// minutes.
    void mended(const std::string& place, const std::string& sentence, Instant now);
    /// The place is gone.
    void forget(const std::string& place);

    std::vector<Trouble> list(Instant now) const;

private:
    struct Mended {
        std::string place;
        std::string sentence;
        Instant when;
    };

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    struct Present {
        std::vector<std::string> sentences;
        Weight weight = Weight::wrong;
    };
    std::map<std::pair<std::string, std::string>, Present> present_;
    std::vector<Mended> mended_;
};

}  // namespace atlas::network
