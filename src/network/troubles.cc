// SPDX-License-Identifier: Apache-2.0
#include "network/troubles.h"

#include <algorithm>

#include "base/log.h"

namespace atlas::network {
namespace {

using namespace std::chrono_literals;
constexpr auto told_for = 10min;
constexpr std::size_t mended_max = 16;

}  // namespace

void Troubles::note(const std::string& place, const std::string& what, Result<> result) {
    std::vector<std::string> sentences;
    if (!result) sentences.push_back(result.error().message());
    note(place, what, sentences);
}

void Troubles::note(
    const std::string& place,
    const std::string& what,
    const std::vector<std::string>& sentences,
    Weight weight
) {
    std::lock_guard lock(mutex_);
    if (sentences.empty()) {
        present_.erase({place, what});
        return;
    }
    auto& present = present_[{place, what}];
    if (present.sentences == sentences) return;
    present = {sentences, weight};
    for (const auto& sentence : sentences)
        if (weight == Weight::wrong)
            log::error("network", "{}: {}", place, sentence);
        else
            log::warning("network", "{}: {}", place, sentence);
}

void Troubles::mended(const std::string& place, const std::string& sentence, Instant now) {
    log::warning("network", "{}: {}", place, sentence);
    std::lock_guard lock(mutex_);
    std::erase_if(mended_, [&](const Mended& each) {
        return now - each.when > told_for || (each.place == place && each.sentence == sentence);
    });
    if (mended_.size() >= mended_max) mended_.erase(mended_.begin());
    mended_.push_back({place, sentence, now});
}

void Troubles::forget(const std::string& place) {
    std::lock_guard lock(mutex_);
    std::erase_if(present_, [&](const auto& entry) { return entry.first.first == place; });
    std::erase_if(mended_, [&](const Mended& each) { return each.place == place; });
}

std::vector<Trouble> Troubles::list(Instant now) const {
    std::lock_guard lock(mutex_);
    std::vector<Trouble> all;
    for (const auto& [key, present] : present_)
        for (const auto& sentence : present.sentences)
            all.push_back({key.first, sentence, present.weight == Weight::note});
    for (const auto& each : mended_)
        if (now - each.when <= told_for) all.push_back({each.place, each.sentence, true});
    return all;
}

}  // namespace atlas::network
