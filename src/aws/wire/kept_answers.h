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

/// Answers of mutations, for a client that asks the same again because it never saw the first
/// answer. Each is stored in the batch of the change that it reports, so it exists if and only if
/// the change does. An answer may hold a secret (CreateAccessKey's), so it lies sealed on the disk.
/// Region thread only.
class KeptAnswers {
public:
    /// 32 bytes that seal what is kept.
    explicit KeptAnswers(std::string sealing_key) : sealing_key_(std::move(sealing_key)) {}

    static constexpr std::string_view table = "wire.answer";
    static constexpr std::chrono::hours age_max{1};
    static constexpr std::size_t count_max = 2'000;

    /// The output that was kept, as JSON text, or nullptr.
    const std::string* find(const std::string& key) const;
    /// Keeps an answer and drops those that are too old or too many, in the same batch.
    void keep(
        store::Batch& batch,
        const std::string& key,
        const json::Value& output,
        Time now,
        Random& random
    );
    /// Takes a row back; one of an older region may be in clear. An answer that was sealed with
    /// another key is dropped, which costs a client that asks again its answer.
    Result<> load(const store::Row& row);
    std::size_t size() const { return answers_.size(); }

private:
    struct Kept {
        Time at;
        std::string output;
    };
    void erase_oldest(store::Batch& batch);

    const std::string sealing_key_;
    std::map<std::string, Kept> answers_;
    std::multimap<Time, std::string> by_age_;
};

}  // namespace atlas::aws
