// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/kept_answers.h"

#include "base/encoding.h"
#include "base/log.h"
#include "crypto/seal.h"
#include "json/fields.h"

namespace atlas::aws {
namespace {

struct AnswerRow {
    Time at;
    std::string output;  // JSON text in clear; only in rows of older versions
    std::string sealed;  // base64 of the encrypted JSON text, bound to the attempt's key
    static void fields(auto& self, auto&& field) {
        field("At", self.at);
        field("Output", self.output);
        field("Sealed", self.sealed);
    }
};

/// Additional authenticated data: an answer cannot be moved to another attempt's row.
std::string context_of(const std::string& key) {
    return std::string(KeptAnswers::table) + "/" + key;
}

}  // namespace

const std::string* KeptAnswers::find(const std::string& key, Time now) const {
    auto found = answers_.find(key);
    if (found == answers_.end() || is_too_old(found->second.at, now)) return nullptr;
    return &found->second.output;
}

// Old answers are dropped first: one of the same key must not take the new one with it.
void KeptAnswers::keep(
    store::Batch& batch, const std::string& key, const json::Value& output, Time now, Random& random
) {
    while (!by_age_.empty() && is_too_old(by_age_.begin()->first, now))
        erase_oldest(batch);
    auto text = json::serialize(output);
    AnswerRow row{
        now, "", encode_base64(crypto::seal(sealing_key_, text, context_of(key), random))
    };
    batch.put(table, key, json::serialize(json::to_value(row)));
    if (answers_.insert_or_assign(key, Kept{now, std::move(text)}).second)
        by_age_.emplace(now, key);
    while (answers_.size() > count_max)
        erase_oldest(batch);
}

void KeptAnswers::erase_oldest(store::Batch& batch) {
    auto oldest = by_age_.begin();
    batch.erase(table, oldest->second);
    answers_.erase(oldest->second);
    by_age_.erase(oldest);
}

Result<> KeptAnswers::load(const store::Row& row) {
    auto value = ATLAS_TRY(json::parse(row.value));
    AnswerRow kept;
    ATLAS_TRY(json::from_value(value, kept));
    if (!kept.sealed.empty()) {
        auto sealed = decode_base64(kept.sealed).value_or("");
        auto plain = crypto::unseal(sealing_key_, sealed, context_of(row.key));
        if (!plain) {
            log::warning("api", "a kept answer was sealed with another key");
            return {};
        }
        kept.output = std::move(plain).value();
    }
    by_age_.emplace(kept.at, row.key);
    answers_[row.key] = {kept.at, std::move(kept.output)};
    return {};
}

}  // namespace atlas::aws
