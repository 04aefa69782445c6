// SPDX-License-Identifier: Apache-2.0
#include "registry/blobs.h"

#include <algorithm>

#include "linux/replace_file.h"

namespace atlas::registry {
namespace {

// Repositories' names have slashes but no component of theirs begins with '_', so this name is free
// in every repository's folder.
constexpr const char* holdings_name = "_blobs";

/// Makes a folder durable, with every folder above it up to `root` itself.
Result<> make_durable(
    linux::FileSystem& files, const std::string& root, const std::string& folder
) {
    ATLAS_TRY(files.make_directories(folder));
    for (auto at = folder; at.size() >= root.size(); at = linux::directory_of(at)) {
        ATLAS_TRY(files.sync_directory(linux::directory_of(at)));
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Blobs>> Blobs::open(linux::FileSystem& files, const std::string& root) {
    auto blobs = std::unique_ptr<Blobs>(new Blobs(files, root));
    ATLAS_TRY(linux::remove_tree(files, root + "/uploads").during("open the registry's blobs"));
    for (const char* folder : {"/blobs/sha256", "/repositories", "/uploads"}) {
        ATLAS_TRY(make_durable(files, root, root + folder).during("open the registry's blobs"));
    }
    return blobs;
}

std::string Blobs::path_of(const Digest& digest) const {
    return root_ + "/blobs/sha256/" + digest.hex();
}

bool Blobs::contains(const Digest& digest) const {
    return files_.exists(path_of(digest));
}

Result<std::uint64_t> Blobs::size_of(const Digest& digest) const {
    auto file = ATLAS_TRY(files_.open(path_of(digest), linux::OpenMode::read));
    return file->size();
}

Result<std::string> Blobs::load(const Digest& digest, std::size_t bytes_max) const {
    auto bytes = ATLAS_TRY(linux::load_file(files_, path_of(digest), bytes_max));
    if (Digest::of(bytes) != digest) {
        return Error(ErrorCode::io, "the bytes of " + digest.text() + " are not what they were");
    }
    return bytes;
}

std::string Blobs::holdings_of(const std::string& repository) const {
    return root_ + "/repositories/" + repository + "/" + holdings_name;
}

bool Blobs::holds(const std::string& repository, const Digest& digest) const {
    return files_.exists(holdings_of(repository) + "/" + digest.hex());
}

Result<Digest> Blobs::put(const std::string& repository, std::string_view bytes) {
    auto digest = Digest::of(bytes);
    std::lock_guard lock(mutex_);
    if (!contains(digest)) ATLAS_TRY(linux::replace_file(files_, path_of(digest), bytes));
    ATLAS_TRY(hold(repository, digest));
    return digest;
}

Result<> Blobs::adopt(
    const std::string& repository, const std::string& path, const Digest& digest
) {
    std::lock_guard lock(mutex_);
    if (contains(digest)) {
        ATLAS_TRY(files_.remove(path));
    } else {
        ATLAS_TRY(files_.rename(path, path_of(digest)));
        ATLAS_TRY(files_.sync_directory(linux::directory_of(path_of(digest))));
    }
    return hold(repository, digest);
}

Result<> Blobs::mount(
    const std::string& repository, const std::string& from, const Digest& digest
) {
    std::lock_guard lock(mutex_);
    if (!holds(from, digest)) {
        return Error(ErrorCode::not_found, from + " does not hold " + digest.text());
    }
    return hold(repository, digest);
}

Result<> Blobs::hold(const std::string& repository, const Digest& digest) {
    if (holds(repository, digest)) return {};
    auto folder = holdings_of(repository);
    if (!files_.exists(folder)) ATLAS_TRY(make_durable(files_, root_, folder));
    ATLAS_TRY(files_.open(folder + "/" + digest.hex(), linux::OpenMode::create));
    return files_.sync_directory(folder);
}

Result<> Blobs::release(const std::string& repository, const Digest& digest) {
    std::lock_guard lock(mutex_);
    if (!holds(repository, digest)) return {};
    ATLAS_TRY(files_.remove(holdings_of(repository) + "/" + digest.hex()));
    return files_.sync_directory(holdings_of(repository));
}

Result<> Blobs::release_all(const std::string& repository) {
    std::lock_guard lock(mutex_);
    return linux::remove_tree(files_, holdings_of(repository));
}

Result<> Blobs::collect_held(const std::string& folder, std::vector<std::string>& held) const {
    for (const auto& name : ATLAS_TRY(files_.list(folder))) {
        if (name != holdings_name) {
            ATLAS_TRY(collect_held(folder + "/" + name, held));
            continue;
        }
        auto listed = ATLAS_TRY(files_.list(folder + "/" + name));
        held.insert(held.end(), listed.begin(), listed.end());
    }
    return {};
}

Result<std::vector<Digest>> Blobs::list() const {
    std::vector<Digest> all;
    for (const auto& hex : ATLAS_TRY(files_.list(root_ + "/blobs/sha256")))
        all.push_back(ATLAS_TRY(Digest::parse("sha256:" + hex)));
    return all;
}

Result<std::size_t> Blobs::sweep() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> held;
    ATLAS_TRY(collect_held(root_ + "/repositories", held));
    std::sort(held.begin(), held.end());
    auto folder = root_ + "/blobs/sha256";
    std::size_t count = 0;
    for (const auto& hex : ATLAS_TRY(files_.list(folder))) {
        if (std::binary_search(held.begin(), held.end(), hex)) continue;
        ATLAS_TRY(files_.remove(folder + "/" + hex));
        ++count;
    }
    return count;
}

std::string Blobs::upload_path(std::string_view uuid) const {
    return root_ + "/uploads/" + std::string(uuid);
}

}  // namespace atlas::registry
