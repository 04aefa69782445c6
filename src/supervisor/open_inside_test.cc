// SPDX-License-Identifier: Apache-2.0
#include "supervisor/open_inside.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace atlas;
using namespace atlas::supervisor;
namespace fs = std::filesystem;

namespace {

/// An image's root with the file /etc/passwd.
struct Root {
    fs::path path;
    Root() {
        char name[] = "/tmp/atlas-inside-XXXXXX";
        path = mkdtemp(name);
        fs::create_directories(path / "etc");
        std::ofstream(path / "etc/passwd") << "root";
    }
    ~Root() { fs::remove_all(path); }
    Result<std::string> load(const std::string& inside) const {
        return load_inside(path.string(), inside);
    }
};

}  // namespace

TEST_CASE("links of an image lead nowhere but into its root") {
    Root root;
    fs::create_symlink("/etc/passwd", root.path / "absolute");
    fs::create_symlink("../../../../etc/passwd", root.path / "etc/relative");
    CHECK(root.load("/absolute").value() == "root");
    CHECK(root.load("/etc/relative").value() == "root");
    CHECK(root.load("/etc/shadow").error().code() == ErrorCode::not_found);
    CHECK(root.load("/etc/passwd/below").error().code() == ErrorCode::not_found);
}

TEST_CASE("nothing but a regular file of bounded size is read from an image, and nothing blocks") {
    Root root;
    REQUIRE(mkfifo((root.path / "fifo").c_str(), 0666) == 0);
    fs::create_symlink("/fifo", root.path / "link");
    for (const auto* path : {"/fifo", "/link", "/etc"}) {
        auto refused = root.load(path);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code() == ErrorCode::invalid_argument);
        CHECK(refused.error().message().contains(path));
        CHECK_FALSE(open_file_inside(root.path.string(), path, O_WRONLY | O_APPEND).ok());
        auto there = make_file_inside(root.path.string(), path);
        CHECK(there.error().code() == ErrorCode::already_exists);
    }
    CHECK_FALSE(open_folder_inside(root.path.string(), "/fifo").ok());
    std::ofstream(root.path / "large") << "x";
    fs::resize_file(root.path / "large", (16 << 20) + 1);
    CHECK(root.load("/large").error().code() == ErrorCode::exhausted);
}

TEST_CASE("a device of an image is never opened") {
    if (geteuid() != 0) {
        MESSAGE("skipped: making devices needs root");
        return;
    }
    Root root;
    // Opening a device without a driver fails by ENXIO.
    REQUIRE(mknod((root.path / "none").c_str(), S_IFCHR | 0666, makedev(511, 77)) == 0);
    REQUIRE(mknod((root.path / "zero").c_str(), S_IFCHR | 0666, makedev(1, 5)) == 0);
    for (const auto* path : {"/none", "/zero"})
        CHECK(root.load(path).error().code() == ErrorCode::invalid_argument);
}

TEST_CASE("a file is made where a dangling link points, if its folder is there") {
    Root root;
    fs::create_symlink("/made", root.path / "etc/link");
    fs::create_symlink("/none/made", root.path / "etc/lost");
    REQUIRE(make_file_inside(root.path.string(), "/etc/link").ok());
    CHECK(fs::is_regular_file(root.path / "made"));
    CHECK(make_file_inside(root.path.string(), "/etc/lost").error().code() == ErrorCode::not_found);
}
