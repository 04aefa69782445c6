// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "linux/file_system.h"

namespace atlas::linux {

/// A disk in memory whose power can be cut. What was written and not synced is kept in sectors of
/// 512 bytes: at `cut_power` each such sector is kept or lost by itself, the last one kept may be
/// torn at any byte, a size change may or may not have happened (of every fourth file all was
/// kept), and of the names changed without `sync_directory` any may be as before. The same seed and
/// calls give the same disk. Any thread.
class FakeFileSystem final : public FileSystem {
public:
    static constexpr std::size_t sector_bytes = 512;

    explicit FakeFileSystem(std::uint64_t seed);
    ~FakeFileSystem() override;

    /// The machine stops. Files opened before answer `io` from now on; what is left of the disk can
    /// be opened again at once.
    void cut_power();
    /// Cuts the power by itself in the middle of the n-th call from now that changes something
    /// (write, truncate, sync, rename, ...): that call and all later ones on this side answer `io`
    /// until `cut_power` is called, which then works on the state as of that moment.
    void stop_after(std::uint64_t changes);
    bool stopped() const;
    /// How many calls came that change something, syncs too.
    std::uint64_t changes() const;
    /// The next `count` syncs of files answer `io` and, as Linux does, mark the data clean: a later
    /// sync succeeds although that data never reached the disk.
    void fail_syncs(int count);
    /// Bytes that may still be written or allocated before `exhausted`; nothing = without end.
    void limit_space(std::optional<std::uint64_t> bytes);
    /// Flips one bit of what is durable, as a bad disk does.
    Result<> flip_bit(const std::string& path, std::uint64_t bit);
    /// Syncs answer success and do nothing: the negative control of a durability test.
    void ignore_syncs(bool on);

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    Result<> rename(const std::string& from, const std::string& to) override;
    Result<> remove(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<> make_directories(const std::string& path) override;
    Result<> sync_directory(const std::string& path) override;
    bool exists(const std::string& path) override;

    struct Disk;  // The state, shared with open files.

private:
    std::shared_ptr<Disk> disk_;
};

}  // namespace atlas::linux
