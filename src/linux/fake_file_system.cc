// SPDX-License-Identifier: Apache-2.0
#include "linux/fake_file_system.h"

#include <cerrno>

#include "linux/error.h"
#include "linux/fake_disk.h"

namespace atlas::linux {

/// The state of the machine and its disk. Everything is guarded by `mutex`.
struct FakeFileSystem::Disk {
    explicit Disk(std::uint64_t seed) : random(seed) {}

    /// Counts a modifying call and decides its fate: nullopt = it proceeds; otherwise it returns an
    /// error, and the value says whether the change reached the page cache nevertheless.
    std::optional<bool> power_fails() {
        ++changes;
        if (stopped) return false;
        if (!changes_left) return std::nullopt;
        if (*changes_left > 0) {
            --*changes_left;
            return std::nullopt;
        }
        stopped = true;
        return random() % 2 == 0;
    }

    std::mutex mutex;
    std::mt19937_64 random;
    FakeNames names;
    std::uint64_t boots = 0;  // power cuts so far: a file of an earlier boot is unusable
    bool stopped = false;
    std::uint64_t changes = 0;
    std::optional<std::uint64_t> changes_left;
    std::optional<std::uint64_t> space;
    int failing_syncs = 0;
    bool syncs_ignored = false;
};

namespace {

Error off() {
    return {ErrorCode::io, "the power is off"};
}

std::string plain(std::string path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path;
}

using Disk = FakeFileSystem::Disk;

class FakeFile final : public File {
public:
    FakeFile(std::shared_ptr<Disk> disk, std::shared_ptr<FakeInode> inode, bool writable)
        : disk_(std::move(disk)),
          inode_(std::move(inode)),
          boots_(disk_->boots),
          writable_(writable) {}

    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) override {
        std::lock_guard lock(disk_->mutex);
        if (dead()) return off();
        const auto& bytes = inode_->bytes();
        if (offset >= bytes.size()) return std::size_t{0};
        return bytes.copy(into.data(), into.size(), offset);
    }

    Result<> write_at(std::uint64_t offset, std::string_view bytes) override {
        return change([&]() -> Result<> {
            auto room = reserve(offset + bytes.size());
            inode_->write(offset, bytes.substr(0, bytes.size() - std::min(room, bytes.size())));
            if (room > 0) return error_of(ENOSPC, "write");
            return {};
        });
    }

    Result<> sync() override {
        std::lock_guard lock(disk_->mutex);
        if (dead() || disk_->power_fails()) return off();
        if (disk_->failing_syncs > 0) {
            --disk_->failing_syncs;
            inode_->lose_unsynced_images();
            return error_of(EIO, "sync");
        }
        if (!disk_->syncs_ignored) inode_->sync();
        return {};
    }

    void start_writeback() override {}

    Result<> allocate(std::uint64_t size) override {
        return change([&]() -> Result<> {
            if (size <= inode_->bytes().size()) return {};
            if (reserve(size) > 0) return error_of(ENOSPC, "allocate");
            inode_->resize(size);
            return {};
        });
    }

    Result<> truncate(std::uint64_t size) override {
        return change([&]() -> Result<> {
            auto before = inode_->bytes().size();
            if (disk_->space && size < before) *disk_->space += before - size;
            inode_->resize(size);
            return {};
        });
    }

    Result<std::uint64_t> size() override {
        std::lock_guard lock(disk_->mutex);
        if (dead()) return off();
        return std::uint64_t{inode_->bytes().size()};
    }

private:
    bool dead() const { return disk_->stopped || boots_ != disk_->boots; }

    template <typename Step>
    Result<> change(Step step) {
        std::lock_guard lock(disk_->mutex);
        if (!writable_) return error_of(EBADF, "write");
        if (boots_ != disk_->boots) return off();
        if (auto applied = disk_->power_fails()) {
            if (*applied) (void)step();
            return off();
        }
        return step();
    }

    /// Takes space for growth up to `size` and returns the number of bytes that did not fit.
    std::uint64_t reserve(std::uint64_t size) {
        auto before = inode_->bytes().size();
        if (!disk_->space || size <= before) return 0;
        auto taken = std::min<std::uint64_t>(size - before, *disk_->space);
        *disk_->space -= taken;
        return size - before - taken;
    }

    std::shared_ptr<Disk> disk_;
    std::shared_ptr<FakeInode> inode_;
    std::uint64_t boots_;
    bool writable_;
};

/// Performs one change of names, unless the machine stops before or during it.
template <typename Step>
Result<> change_names(Disk& disk, Step step) {
    std::lock_guard lock(disk.mutex);
    if (auto applied = disk.power_fails()) {
        if (*applied) (void)step();
        return off();
    }
    return step();
}

bool is_directory(const FakeNames& names, const std::string& path) {
    if (path == "." || path == "/") return true;
    const auto* entry = names.find(path);
    return entry != nullptr && !entry->inode;
}

std::vector<std::string> children(const FakeNames& names, const std::string& directory) {
    std::vector<std::string> found;
    for (const auto& [path, entry] : names.all()) {
        if (directory_of(path) == directory) found.push_back(path.substr(path.rfind('/') + 1));
    }
    return found;
}

}  // namespace

FakeFileSystem::FakeFileSystem(std::uint64_t seed) : disk_(std::make_shared<Disk>(seed)) {}
FakeFileSystem::~FakeFileSystem() = default;

void FakeFileSystem::cut_power() {
    std::lock_guard lock(disk_->mutex);
    // A file without a name is held only by open handles, which are unusable from here on. A file
    // with several names is cut once.
    std::map<FakeInode*, std::shared_ptr<FakeInode>> inodes;
    disk_->names.cut_power(disk_->random);
    for (const auto& [path, entry] : disk_->names.all()) {
        if (entry.inode && inodes.emplace(entry.inode.get(), entry.inode).second) {
            entry.inode->cut_power(disk_->random);
        }
    }
    ++disk_->boots;
    disk_->stopped = false;
    disk_->changes_left.reset();
    disk_->failing_syncs = 0;
}

void FakeFileSystem::stop_after(std::uint64_t changes) {
    std::lock_guard lock(disk_->mutex);
    disk_->changes_left = changes;
}

std::uint64_t FakeFileSystem::changes() const {
    std::lock_guard lock(disk_->mutex);
    return disk_->changes;
}

bool FakeFileSystem::stopped() const {
    std::lock_guard lock(disk_->mutex);
    return disk_->stopped;
}

void FakeFileSystem::fail_syncs(int count) {
    std::lock_guard lock(disk_->mutex);
    disk_->failing_syncs = count;
}

void FakeFileSystem::limit_space(std::optional<std::uint64_t> bytes) {
    std::lock_guard lock(disk_->mutex);
    disk_->space = bytes;
}

void FakeFileSystem::ignore_syncs(bool on) {
    std::lock_guard lock(disk_->mutex);
    disk_->syncs_ignored = on;
}

Result<> FakeFileSystem::flip_bit(const std::string& path, std::uint64_t bit) {
    std::lock_guard lock(disk_->mutex);
    const auto* entry = disk_->names.find(plain(path));
    if (entry == nullptr || !entry->inode) return error_of(ENOENT, path);
    if (bit / 8 >= entry->inode->bytes().size()) return error_of(EINVAL, path);
    entry->inode->flip_bit(bit);
    return {};
}

Result<std::unique_ptr<File>> FakeFileSystem::open(const std::string& raw, OpenMode mode) {
    std::lock_guard lock(disk_->mutex);
    if (disk_->stopped) return off();
    auto path = plain(raw);
    const auto* entry = disk_->names.find(path);
    if (entry != nullptr && !entry->inode) return error_of(EISDIR, "open " + path);
    if (entry != nullptr && mode == OpenMode::exclusive) return error_of(EEXIST, "open " + path);
    if (entry == nullptr) {
        bool makes = mode == OpenMode::create || mode == OpenMode::exclusive;
        if (!makes || !is_directory(disk_->names, directory_of(path))) {
            return error_of(ENOENT, "open " + path);
        }
        auto failed = disk_->power_fails();
        if (!failed || *failed) disk_->names.add(path, {std::make_shared<FakeInode>()});
        if (failed) return off();
        entry = disk_->names.find(path);
    }
    return std::unique_ptr<File>(new FakeFile(disk_, entry->inode, mode != OpenMode::read));
}

Result<> FakeFileSystem::rename(const std::string& from, const std::string& to) {
    return change_names(*disk_, [&]() -> Result<> {
        if (disk_->names.find(plain(from)) == nullptr) return error_of(ENOENT, "rename " + from);
        if (!children(disk_->names, plain(to)).empty()) return error_of(ENOTEMPTY, "rename " + to);
        disk_->names.rename(plain(from), plain(to));
        return {};
    });
}

Result<> FakeFileSystem::remove(const std::string& path) {
    return change_names(*disk_, [&]() -> Result<> {
        if (disk_->names.find(plain(path)) == nullptr) return error_of(ENOENT, "remove " + path);
        if (!children(disk_->names, plain(path)).empty()) {
            return error_of(ENOTEMPTY, "remove " + path);
        }
        disk_->names.remove(plain(path));
        return {};
    });
}

Result<std::vector<std::string>> FakeFileSystem::list(const std::string& directory) {
    std::lock_guard lock(disk_->mutex);
    if (disk_->stopped) return off();
    if (!is_directory(disk_->names, plain(directory))) {
        return error_of(ENOENT, "list " + directory);
    }
    return children(disk_->names, plain(directory));
}

Result<> FakeFileSystem::make_directories(const std::string& path) {
    auto whole = plain(path);
    auto parent = directory_of(whole);
    if (parent != "." && parent != "/") ATLAS_TRY(make_directories(parent));
    return change_names(*disk_, [&]() -> Result<> {
        const auto* entry = disk_->names.find(whole);
        if (entry != nullptr && entry->inode) return error_of(ENOTDIR, "make directory " + path);
        if (entry == nullptr && whole != "." && whole != "/") disk_->names.add(whole, {});
        return {};
    });
}

Result<> FakeFileSystem::sync_directory(const std::string& path) {
    std::lock_guard lock(disk_->mutex);
    if (disk_->power_fails()) return off();
    if (!is_directory(disk_->names, plain(path))) return error_of(ENOENT, "sync " + path);
    if (!disk_->syncs_ignored) disk_->names.sync_directory(plain(path));
    return {};
}

bool FakeFileSystem::exists(const std::string& path) {
    std::lock_guard lock(disk_->mutex);
    return !disk_->stopped &&
           (is_directory(disk_->names, plain(path)) || disk_->names.find(plain(path)) != nullptr);
}

}  // namespace atlas::linux
