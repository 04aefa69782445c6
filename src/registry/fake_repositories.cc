// SPDX-License-Identifier: Apache-2.0
#include "registry/fake_repositories.h"

namespace atlas::registry {

std::optional<Refusal> FakeRepositories::authorize(
    std::string_view authorization, Action action, const std::string& repository
) {
    bool writes = action >= Action::start_upload;
    const bool may_write = authorization == writer || authorization == other_writer;
    if (!may_write && authorization != reader) {
        return Refusal{401, "UNAUTHORIZED", "Not Authorized"};
    }
    if (action != Action::enter && !names_.contains(repository)) {
        return Refusal{404, "NAME_UNKNOWN", "no repository " + repository};
    }
    if (writes && !may_write) return Refusal{403, "DENIED", "may not write"};
    return std::nullopt;
}

std::optional<Manifest> FakeRepositories::find(
    const std::string& repository, const std::string& reference
) {
    auto& [images, digests] = repositories_[repository];
    auto tagged = digests.find(reference);
    auto image = images.find(tagged == digests.end() ? reference : tagged->second);
    if (image == images.end()) return std::nullopt;
    return image->second;
}

void FakeRepositories::put(const std::string& repository, NewManifest manifest, Done done) {
    auto& [images, digests] = repositories_[repository];
    auto digest = manifest.manifest.digest.text();
    for (const auto& part : manifest.images) {
        if (!images.contains(part.text()))
            return done(Refusal{400, "MANIFEST_BLOB_UNKNOWN", "no image " + part.text()});
    }
    if (manifest.tag) {
        auto [tag, added] = digests.emplace(*manifest.tag, digest);
        if (!added && tag->second != digest) {
            return done(Refusal{400, "TAG_INVALID", "the tag exists and is immutable"});
        }
    }
    images.insert_or_assign(digest, manifest.manifest);
    done(std::nullopt);
}

void FakeRepositories::remove(
    const std::string& repository, const std::string& reference, Done done
) {
    auto& [images, digests] = repositories_[repository];
    if (digests.erase(reference) > 0) return done(std::nullopt);
    if (images.erase(reference) == 0) {
        return done(Refusal{404, "MANIFEST_UNKNOWN", "Requested image not found"});
    }
    std::erase_if(digests, [&](const auto& entry) { return entry.second == reference; });
    done(std::nullopt);
}

std::vector<std::string> FakeRepositories::tags(const std::string& repository) {
    std::vector<std::string> list;
    for (const auto& [tag, digest] : repositories_[repository].digests)
        list.push_back(tag);
    return list;
}

}  // namespace atlas::registry
