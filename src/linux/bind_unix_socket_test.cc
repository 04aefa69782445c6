// SPDX-License-Identifier: Apache-2.0
#include "linux/bind_unix_socket.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace atlas::linux {
namespace {

/// A temporary folder, and a umask that would give every user access.
struct Fixture {
    Fixture() {
        char name[] = "/tmp/atlas-test-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        folder = name;
        before = ::umask(0);
    }
    ~Fixture() {
        ::umask(before);
        std::filesystem::remove_all(folder);
    }
    Fd socket = Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    std::string folder;
    mode_t before = 0;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a Unix socket is its owner's alone, and the mask stays what it was") {
    const auto path = folder + "/socket";
    REQUIRE(bind_unix_socket(socket, path).ok());
    struct stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    CHECK(S_ISSOCK(found.st_mode));
    CHECK((found.st_mode & 0777) == 0600);
    CHECK(::umask(0) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a path that is taken or too long is refused by name") {
    const auto path = folder + "/socket";
    REQUIRE(bind_unix_socket(socket, path).ok());
    const Fd second(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto taken = bind_unix_socket(second, path);
    REQUIRE_FALSE(taken.ok());
    CHECK(taken.error().message().contains(path));
    auto far = bind_unix_socket(second, folder + "/" + std::string(200, 'x'));
    REQUIRE_FALSE(far.ok());
    CHECK(far.error().message().contains("too long"));
}

}  // namespace atlas::linux
