// SPDX-License-Identifier: Apache-2.0
#include "registry/blobs.h"

namespace atlas::registry {

Result<Blobs::Swept> Blobs::sweep(Moment moment, const References& references) {
    std::lock_guard lock(mutex_);
    Pass pass{moment, references, {}, {}};
    ATLAS_TRY(sweep_folder("", pass));
    // Their removal from all repositories is durable here, so no power cut leaves a holder without
    // bytes.
    const auto folder = root_ + "/blobs/sha256";
    for (const auto& hex : ATLAS_TRY(files_.list(folder))) {
        if (pass.held.contains(hex)) continue;
        ATLAS_TRY(files_.remove(folder + "/" + hex));
        ++pass.swept.blobs;
    }
    return pass.swept;
}

Result<> Blobs::sweep_folder(const std::string& name, Pass& pass) {
    const auto folder = root_ + "/repositories" + (name.empty() ? "" : "/" + name);
    for (const auto& entry : ATLAS_TRY(files_.list(folder))) {
        if (folder + "/" + entry == holdings_of(name)) {
            ATLAS_TRY(sweep_holdings(name, pass));
        } else {
            ATLAS_TRY(sweep_folder(name.empty() ? entry : name + "/" + entry, pass));
        }
    }
    return {};
}

Result<> Blobs::sweep_holdings(const std::string& repository, Pass& pass) {
    const auto folder = holdings_of(repository);
    bool taken = false;
    bool empty = true;
    for (const auto& hex : ATLAS_TRY(files_.list(folder))) {
        const auto digest = ATLAS_TRY(Digest::parse("sha256:" + hex));
        if (ATLAS_TRY(take(repository, digest, pass))) {
            taken = true;
        } else {
            pass.held.insert(hex);
            empty = false;
        }
    }
    if (taken) ATLAS_TRY(files_.sync_directory(folder));
    if (!empty) return {};
    ATLAS_TRY(files_.remove(folder));
    use_->emptied(repository);
    return {};
}

Result<bool> Blobs::take(const std::string& repository, const Digest& digest, Pass& pass) {
    auto referenced = pass.references.find(repository);
    if (referenced != pass.references.end() && referenced->second.contains(digest)) return false;
    if (!use_->begin_removal(repository, digest, pass.moment.at_, pass.swept.again)) return false;
    auto removed = files_.remove(holdings_of(repository) + "/" + digest.hex());
    use_->end_removal(repository, digest, removed.ok());
    ATLAS_TRY(std::move(removed));
    return true;
}

}  // namespace atlas::registry
