// SPDX-License-Identifier: Apache-2.0
#include "registry/blob_use.h"

#include <algorithm>

namespace atlas::registry {

BlobUse::Use& BlobUse::use_of(const std::string& repository, const Digest& digest) {
    Use fresh;
    fresh.told = opened_;
    return uses_.try_emplace({repository, digest}, fresh).first->second;
}

bool BlobUse::ended(const std::string& repository, const Use& use) const {
    auto found = ended_.find(repository);
    return found != ended_.end() && use.held <= found->second;
}

// The disk is checked under the lock, so that a removal begins either before the check or after the
// client counts as told.
BlobUse::Use* BlobUse::find(
    const std::string& repository, const Digest& digest, const There& there
) {
    if (!there()) return nullptr;
    auto& use = use_of(repository, digest);
    return use.going || ended(repository, use) ? nullptr : &use;
}

void BlobUse::held(const std::string& repository, const Digest& digest) {
    std::lock_guard lock(mutex_);
    auto& use = use_of(repository, digest);
    use.told = now();
    use.held = ++numbers_;
}

bool BlobUse::tell(const std::string& repository, const Digest& digest, const There& there) {
    std::lock_guard lock(mutex_);
    auto* use = find(repository, digest, there);
    if (use) use->told = now();
    return use != nullptr;
}

bool BlobUse::claim(const std::string& repository, const Digest& digest, const There& there) {
    std::lock_guard lock(mutex_);
    auto* use = find(repository, digest, there);
    if (use) ++use->claims;
    return use != nullptr;
}

// A blob claimed for a deleted repository may have been recorded in a new one with its name, so it
// counts as received by the new one.
void BlobUse::give_back(const std::string& repository, const Digest& digest) {
    std::lock_guard lock(mutex_);
    auto& use = use_of(repository, digest);
    --use.claims;
    use.told = now();
    use.held = ++numbers_;
}

void BlobUse::end(const std::string& repository) {
    std::lock_guard lock(mutex_);
    ended_[repository] = numbers_;
}

bool BlobUse::begin_removal(
    const std::string& repository,
    const Digest& digest,
    Instant moment,
    std::optional<Duration>& again
) {
    std::lock_guard lock(mutex_);
    auto& use = use_of(repository, digest);
    const bool old = use.told + grace_ <= moment;
    if (use.claims == 0 && (old || ended(repository, use))) {
        use.going = true;
        return true;
    }
    auto left = grace_;
    if (use.claims == 0)
        left = std::chrono::ceil<Duration>(use.told + grace_ - now()) + Duration(1);
    again = std::clamp(left, Duration(1), again.value_or(grace_));
    return false;
}

void BlobUse::end_removal(const std::string& repository, const Digest& digest, bool removed) {
    std::lock_guard lock(mutex_);
    auto found = uses_.find({repository, digest});
    if (found == uses_.end()) return;
    found->second.going = false;
    if (removed) uses_.erase(found);
}

void BlobUse::emptied(const std::string& repository) {
    std::lock_guard lock(mutex_);
    ended_.erase(repository);
}

}  // namespace atlas::registry
