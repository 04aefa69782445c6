// SPDX-License-Identifier: Apache-2.0
#include "linux/fake_disk.h"

#include "linux/fake_file_system.h"

namespace atlas::linux {
namespace {

constexpr std::size_t sector_bytes = FakeFileSystem::sector_bytes;
// Enough to keep a state between two writes to the same sector, few enough to stay cheap.
constexpr std::size_t images_max = 4;

bool is_below(const std::string& path, const std::string& directory) {
    return path.size() > directory.size() && path.starts_with(directory) &&
           path[directory.size()] == '/';
}

}  // namespace

void FakeInode::keep_image(std::uint64_t sector) {
    auto& images = images_[sector];
    if (images.size() == images_max) images.erase(images.begin());
    images.push_back(seen_.substr(sector * sector_bytes, sector_bytes));
}

void FakeInode::write(std::uint64_t offset, std::string_view bytes) {
    if (bytes.empty()) return;
    auto end = offset + bytes.size();
    if (end > seen_.size()) resize(end);
    seen_.replace(offset, bytes.size(), bytes);
    for (auto sector = offset / sector_bytes; sector * sector_bytes < end; ++sector) {
        keep_image(sector);
    }
}

void FakeInode::resize(std::uint64_t size) {
    if (size == seen_.size()) return;
    auto kept = std::min<std::uint64_t>(size, seen_.size());
    seen_.resize(size, '\0');
    sizes_.push_back(size);
    // A truncated range must read as zeros when the file grows again, so its images are dropped.
    images_.erase(images_.lower_bound((kept + sector_bytes - 1) / sector_bytes), images_.end());
}

void FakeInode::sync() {
    if (!sizes_.empty()) {
        // In order, so that bytes removed by a truncation do not reappear when the file grew again.
        for (auto size : sizes_)
            platter_.resize(size, '\0');
    }
    for (const auto& [sector, images] : images_) {
        const auto at = sector * sector_bytes;
        if (at >= platter_.size()) continue;
        auto count = std::min(sector_bytes, platter_.size() - at);
        platter_.replace(at, count, seen_, at, count);
    }
    images_.clear();
    sizes_.clear();
}

void FakeInode::lose_unsynced_images() {
    images_.clear();
}

void FakeInode::cut_power(std::mt19937_64& random) {
    // One time in four the kernel had just written everything, but the caller was not told.
    if (random() % 4 == 0) sync();
    // Changes of the size reach the disk in order, as through a journal, up to a random point.
    auto steps = random() % (sizes_.size() + 1);
    for (std::size_t i = 0; i < steps; ++i)
        platter_.resize(sizes_[i], '\0');
    // The share of sectors that reached the disk, from none to all, drawn per file and power cut.
    auto kept_per_mille = random() % 1001;
    std::uint64_t last = 0;
    std::string before;
    for (const auto& [sector, images] : images_) {
        const auto at = sector * sector_bytes;
        if (at >= platter_.size() || random() % 1000 >= kept_per_mille) continue;
        const auto& image = images[random() % images.size()];
        last = at;
        before = platter_.substr(at, sector_bytes);
        platter_.replace(at, std::min(image.size(), platter_.size() - at), image, 0, before.size());
    }
    // The last sector that was kept may be torn: new bytes up to some point, old ones after it.
    if (!before.empty() && random() % 2 == 0) {
        auto torn = random() % before.size();
        platter_.replace(last + torn, before.size() - torn, before, torn, std::string::npos);
    }
    seen_ = platter_;
    images_.clear();
    sizes_.clear();
}

void FakeInode::flip_bit(std::uint64_t bit) {
    auto flip = [bit](std::string& bytes) {
        auto& byte = bytes.at(bit / 8);
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (bit % 8)));
    };
    flip(seen_);
    if (bit / 8 < platter_.size()) flip(platter_);
}

const FakeNames::Entry* FakeNames::find(const std::string& path) const {
    auto found = seen_.find(path);
    return found == seen_.end() ? nullptr : &found->second;
}

void FakeNames::apply(std::map<std::string, Entry>& names, const Change& change) {
    if (change.remove.empty()) {
        names[change.add] = change.entry;
        return;
    }
    if (!change.add.empty()) {
        std::map<std::string, Entry> moved;
        for (const auto& [path, entry] : names) {
            if (!is_below(path, change.remove)) continue;
            moved[change.add + path.substr(change.remove.size())] = entry;
        }
        names.merge(moved);
        names[change.add] = change.entry;
    }
    std::erase_if(names, [&](const auto& item) {
        return item.first == change.remove || is_below(item.first, change.remove);
    });
}

void FakeNames::record(Change change) {
    apply(seen_, change);
    changes_.push_back(std::move(change));
}

void FakeNames::add(const std::string& path, Entry entry) {
    record({.remove = "", .add = path, .entry = std::move(entry)});
}

void FakeNames::remove(const std::string& path) {
    record({.remove = path, .add = "", .entry = {}});
}

void FakeNames::rename(const std::string& from, const std::string& to) {
    auto entry = seen_.at(from);
    record({.remove = from, .add = to, .entry = entry});
    // Unsynced changes within a renamed directory wait for a sync under its new name.
    for (auto& change : changes_) {
        for (auto* path : {&change.remove, &change.add}) {
            if (is_below(*path, from)) *path = to + path->substr(from.size());
        }
    }
}

void FakeNames::sync_directory(const std::string& directory) {
    std::erase_if(changes_, [&](const Change& change) {
        const auto& path = change.add.empty() ? change.remove : change.add;
        if (directory_of(path) != directory) return false;
        apply(platter_, change);
        return true;
    });
}

void FakeNames::cut_power(std::mt19937_64& random) {
    for (const auto& change : changes_) {
        if (random() % 2 == 0) apply(platter_, change);
    }
    changes_.clear();
    // In order of path, so that dropping a directory drops its whole tree.
    for (auto at = platter_.begin(); at != platter_.end();) {
        auto parent = directory_of(at->first);
        bool lost = parent != "." && parent != "/" && !platter_.contains(parent);
        at = lost ? platter_.erase(at) : std::next(at);
    }
    seen_ = platter_;
}

}  // namespace atlas::linux
