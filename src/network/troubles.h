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

/// Current problems of the network by place and kind, and recently repaired ones. Any thread.
class Troubles {
public:
    /// `wrong`: something does not work. `note`: nothing is broken, but the user should know.
    enum class Weight : std::uint8_t { wrong, note };
    using Instant = std::chrono::steady_clock::time_point;

    /// Sets the problem `what` ("rules") of `place`, or clears it if the result is a success.
    void note(const std::string& place, const std::string& what, Result<> result);
    /// The same for a list of sentences; an empty list clears the problem.
    void note(
        const std::string& place,
        const std::string& what,
        const std::vector<std::string>& sentences,
        Weight weight = Weight::wrong
    );
    /// Records that a change by others has been repaired: logs it and lists it for ten minutes (the
    /// latest 16).
    void mended(const std::string& place, const std::string& sentence, Instant now);
    /// Drops all entries of a place that does not exist any more.
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
