// SPDX-License-Identifier: Apache-2.0
#include "linux/file_lock.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atlas::linux {
namespace {

struct Folder {
    Folder() {
        char name[] = "/tmp/atlas-lock-XXXXXX";
        path = ::mkdtemp(name);
        ::chmod(path.c_str(), 0755);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file() const { return path + "/lock"; }
    std::string path;
};

unsigned mode_of(const std::string& path) {
    struct stat status{};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

TEST_CASE("a lock is for its owner alone, also one that an older program made for all") {
    Folder folder;
    CHECK(try_lock_file(folder.file()).ok());
    CHECK(mode_of(folder.file()) == 0600);
    ::chmod(folder.file().c_str(), 0644);
    auto held = try_lock_file(folder.file());
    CHECK(held.ok());
    CHECK(mode_of(folder.file()) == 0600);
    CHECK(try_lock_file(folder.file()).error().code() == ErrorCode::conflict);
}

TEST_CASE("another user cannot open a lock" * doctest::skip(::geteuid() != 0)) {
    Folder folder;
    {
        auto held = lock_file(folder.file());
    }
    const pid_t child = ::fork();
    if (child == 0) {
        if (::setuid(65534) != 0) ::_exit(2);
        ::_exit(::open(folder.file().c_str(), O_RDONLY | O_CLOEXEC) < 0 ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace atlas::linux
