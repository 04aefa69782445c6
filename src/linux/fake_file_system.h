// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "linux/file_system.h"

namespace atlas::linux {

/// For tests: a disk in memory whose power can be cut. Data that is written but not synced is kept
/// as sectors of 512 bytes. `cut_power` keeps or loses each of these sectors independently, may
/// tear the last one kept at any byte, and applies the changes of a file's size up to a random
/// point; with a probability of one in four it keeps everything written to a file. It also keeps or
/// loses each change of a name that no `sync_directory` made durable. The same seed and the same
/// calls give the same result. Any thread.
class FakeFileSystem final : public FileSystem {
public:
    static constexpr std::size_t sector_bytes = 512;

    explicit FakeFileSystem(std::uint64_t seed);
    ~FakeFileSystem() override;

    /// Stops the machine and starts it again: files that are open return `io` from then on, and
    /// what is left of the disk can be opened immediately.
    void cut_power();
    /// Lets `changes` more modifying calls (write, truncate, sync, rename, …) through and stops the
    /// machine during the next one, which takes effect or not at random (a sync never does). That
    /// call and all later ones return `io` until `cut_power`, which works on the state of that
    /// moment.
    void stop_after(std::uint64_t changes);
    /// Whether `stop_after` has stopped the machine.
    bool stopped() const;
    /// The number of modifying calls so far, including syncs.
    std::uint64_t changes() const;
    /// Lets the next `count` syncs of files return `io` and, as Linux does, mark the data clean: a
    /// later sync succeeds although that data never reached the disk.
    void fail_syncs(int count);
    /// Bytes by which files may still grow before `exhausted`; nullopt = unlimited. A truncation
    /// gives its bytes back, removing a file does not.
    void limit_space(std::optional<std::uint64_t> bytes);
    /// Flips one bit of a file, durably, as a bad disk does.
    Result<> flip_bit(const std::string& path, std::uint64_t bit);
    /// Makes syncs succeed without effect: the negative control of a durability test.
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
