// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"

namespace atlas::linux {
namespace {

class SystemFile final : public File {
public:
    SystemFile(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) override {
        std::size_t done = 0;
        while (done < into.size()) {
            auto count = ::pread(
                fd_.number(),
                into.data() + done,
                into.size() - done,
                static_cast<off_t>(offset + done)
            );
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return last_error("read " + path_);
            if (count == 0) break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

    Result<> write_at(std::uint64_t offset, std::string_view bytes) override {
        while (!bytes.empty()) {
            auto count =
                ::pwrite(fd_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return last_error("write " + path_);
            bytes.remove_prefix(static_cast<std::size_t>(count));
            offset += static_cast<std::uint64_t>(count);
        }
        return {};
    }

    Result<> sync() override {
        // Not repeated on EINTR: a second sync may succeed although the first has lost pages.
        if (::fdatasync(fd_.number()) != 0) return last_error("sync " + path_);
        return {};
    }

    void start_writeback() override {
        ::sync_file_range(fd_.number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    }

    Result<> allocate(std::uint64_t size) override {
        int failed = 0;
        do {
            failed = ::posix_fallocate(fd_.number(), 0, static_cast<off_t>(size));
        } while (failed == EINTR);
        if (failed != 0) return error_of(failed, "allocate " + path_);
        return {};
    }

    Result<> truncate(std::uint64_t size) override {
        if (::ftruncate(fd_.number(), static_cast<off_t>(size)) != 0) {
            return last_error("truncate " + path_);
        }
        return {};
    }

    Result<std::uint64_t> size() override {
        struct stat status{};
        if (::fstat(fd_.number(), &status) != 0) return last_error("stat " + path_);
        return static_cast<std::uint64_t>(status.st_size);
    }

private:
    Fd fd_;
    std::string path_;
};

int flags_of(OpenMode mode) {
    switch (mode) {
        case OpenMode::read:
            return O_RDONLY;
        case OpenMode::write:
            return O_RDWR;
        case OpenMode::create:
            return O_RDWR | O_CREAT;
        case OpenMode::exclusive:
            return O_RDWR | O_CREAT | O_EXCL;
    }
    return O_RDONLY;
}

}  // namespace

Result<std::unique_ptr<File>> SystemFileSystem::open(const std::string& path, OpenMode mode) {
    Fd fd(::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0600));
    if (!fd) return last_error("open " + path);
    return std::unique_ptr<File>(new SystemFile(std::move(fd), path));
}

Result<> SystemFileSystem::rename(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) return last_error("rename " + from);
    return {};
}

Result<> SystemFileSystem::remove(const std::string& path) {
    if (std::remove(path.c_str()) != 0) return last_error("remove " + path);
    return {};
}

Result<std::vector<std::string>> SystemFileSystem::list(const std::string& directory) {
    std::error_code failed;
    std::vector<std::string> names;
    std::filesystem::directory_iterator at(directory, failed);
    for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
        names.push_back(at->path().filename().string());
    }
    if (failed) return error_of(failed.value(), "list " + directory);
    std::sort(names.begin(), names.end());
    return names;
}

Result<> SystemFileSystem::make_directories(const std::string& path) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed) return error_of(failed.value(), "make directory " + path);
    return {};
}

Result<> SystemFileSystem::sync_directory(const std::string& path) {
    Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return last_error("open " + path);
    if (::fsync(fd.number()) != 0) return last_error("sync " + path);
    return {};
}

bool SystemFileSystem::exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace atlas::linux
