// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "json/value.h"
#include "store/store.h"

namespace atlas::aws {

/// Answers of mutations, kept for a client that retries because the first answer did not reach it.
/// An answer is stored in the batch of the change that it reports, so it exists if and only if the
/// change does. An answer may contain a secret (that of CreateAccessKey), so it is encrypted on the
/// disk. Owned by the dispatcher. Region thread only.
class KeptAnswers {
public:
    /// `sealing_key` has 32 bytes.
    explicit KeptAnswers(std::string sealing_key) : sealing_key_(std::move(sealing_key)) {}

    static constexpr std::string_view table = "wire.answer";
    static constexpr std::chrono::hours age_max{1};
    static constexpr std::size_t count_max = 2'000;

    /// The kept output as JSON text, or nullptr if there is none or it is older than `age_max`.
    /// Valid until the next `keep`.
    const std::string* find(const std::string& key, Time now) const;
    /// Keeps an answer, in place of an older one of the same key, and drops, in the same batch, all
    /// older than `age_max` and the oldest beyond `count_max`. Nothing else drops them.
    void keep(
        store::Batch& batch,
        const std::string& key,
        const json::Value& output,
        Time now,
        Random& random
    );
    /// Loads a stored row, which may be an unencrypted one of an older version. A row that was
    /// sealed with another key is skipped with a warning: a retry of that attempt then runs the
    /// operation a second time.
    Result<> load(const store::Row& row);
    std::size_t size() const { return answers_.size(); }

private:
    struct Kept {
        Time at;
        std::string output;
    };
    static bool is_too_old(Time at, Time now) { return at < now - age_max; }
    void erase_oldest(store::Batch& batch);

    const std::string sealing_key_;
    std::map<std::string, Kept> answers_;
    std::multimap<Time, std::string> by_age_;
};

}  // namespace atlas::aws
