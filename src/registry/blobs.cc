// SPDX-License-Identifier: Apache-2.0
#include "registry/blobs.h"

#include "linux/replace_file.h"

namespace atlas::registry {
namespace {

// No component of a repository name begins with '_', so this name is free in every repository's
// folder.
constexpr const char* holdings_name = "_blobs";

/// Makes a folder and all folders above it, up to `root` itself, durable.
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

Result<std::unique_ptr<Blobs>> Blobs::open(
    linux::FileSystem& files, const std::string& root, const Clock& clock, BlobUse::Duration grace
) {
    auto use = std::make_shared<BlobUse>(clock, grace);
    auto blobs = std::unique_ptr<Blobs>(new Blobs(files, root, std::move(use)));
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
    return use_->tell(repository, digest, [&] { return is_held(repository, digest); });
}

bool Blobs::is_held(const std::string& repository, const Digest& digest) const {
    return files_.exists(holdings_of(repository) + "/" + digest.hex()) && contains(digest);
}

bool Blobs::Claim::add(const Digest& digest) {
    const auto there = [&] { return blobs_.is_held(repository_, digest); };
    if (!use_->claim(repository_, digest, there)) return false;
    digests_.push_back(digest);
    return true;
}

Blobs::Claim::~Claim() {
    for (const auto& digest : digests_)
        use_->give_back(repository_, digest);
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
    auto folder = holdings_of(repository);
    auto name = folder + "/" + digest.hex();
    if (!files_.exists(name)) {
        if (!files_.exists(folder)) ATLAS_TRY(make_durable(files_, root_, folder));
        ATLAS_TRY(files_.open(name, linux::OpenMode::create));
        ATLAS_TRY(files_.sync_directory(folder));
    }
    use_->held(repository, digest);
    return {};
}

Result<std::vector<Digest>> Blobs::list() const {
    std::vector<Digest> all;
    for (const auto& hex : ATLAS_TRY(files_.list(root_ + "/blobs/sha256"))) {
        // Files that were not completely written have other names.
        if (auto digest = Digest::parse("sha256:" + hex)) all.push_back(std::move(digest).value());
    }
    return all;
}

std::string Blobs::upload_path(std::string_view uuid) const {
    return root_ + "/uploads/" + std::string(uuid);
}

}  // namespace atlas::registry
