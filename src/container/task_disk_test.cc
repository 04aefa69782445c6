// SPDX-License-Identifier: Apache-2.0
#include "container/task_disk.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/fd.h"

using namespace atlas;
using namespace atlas::container;
namespace fs = std::filesystem;

namespace {

bool can_run() {
    if (geteuid() == 0 && disk_kind() == DiskKind::image) return true;
    MESSAGE("skipped: a limited disk needs root, a loop device and mkfs.ext4");
    return false;
}

struct Folder {
    fs::path path;
    Folder() {
        char name[] = "/tmp/atlas-disk-XXXXXX";
        path = mkdtemp(name);
    }
    ~Folder() {
        CHECK(close_disks(path));
        CHECK_FALSE(fs::exists(path));
    }
    std::string disk(const std::string& name) const { return path / name; }
};

/// How many bytes a file can have there.
std::int64_t fill(const std::string& folder) {
    linux::Fd file(open((folder + "/filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    const std::string block(1 << 20, 'x');
    std::int64_t written = 0;
    for (;;) {
        auto count = write(file.number(), block.data(), block.size());
        if (count <= 0) break;
        written += count;
    }
    CHECK(errno == ENOSPC);
    return written;
}

std::string loops() {
    std::string all;
    for (const auto& entry : fs::directory_iterator("/sys/block")) {
        std::stringstream text;
        text << std::ifstream(entry.path() / "loop/backing_file").rdbuf();
        all += text.str();
    }
    return all;
}

}  // namespace

TEST_CASE("a disk is full at its size, is the same when it is opened again, and goes whole") {
    if (!can_run()) return;
    Folder above;
    auto disk = above.disk("one");
    REQUIRE(open_disk(disk, 64 << 20));
    CHECK(loops().contains(disk + ".img"));
    auto written = fill(disk);
    CHECK(written > (40 << 20));
    CHECK(written < (64 << 20));
    REQUIRE(open_disk(disk, 64 << 20));
    CHECK(fs::file_size(disk + "/filler") == static_cast<std::uintmax_t>(written));
    REQUIRE(close_disk(disk));
    CHECK_FALSE(fs::exists(disk));
    CHECK_FALSE(fs::exists(disk + ".img"));
    CHECK_FALSE(loops().contains(disk + ".img"));
    CHECK(close_disk(disk));
}

TEST_CASE("a disk tells its size and what it holds, a plain folder has none") {
    if (!can_run()) return;
    Folder above;
    auto disk = above.disk("told");
    REQUIRE(open_disk(disk, 64 << 20));
    auto empty = read_disk_use(disk).value();
    CHECK(empty.bytes == 64 << 20);
    CHECK(empty.used_bytes < 1 << 20);
    std::ofstream(disk + "/eight") << std::string(8 << 20, 'x');
    auto used = read_disk_use(disk).value().used_bytes - empty.used_bytes;
    CHECK(used >= 8 << 20);
    CHECK(used < 9 << 20);
    CHECK(read_disk_use(above.path).error().code() == ErrorCode::not_found);
    CHECK(read_disk_use(above.disk("none")).error().code() == ErrorCode::not_found);
}

TEST_CASE("an empty disk takes little room, whatever its size") {
    if (!can_run()) return;
    Folder above;
    auto disk = above.disk("large");
    REQUIRE(open_disk(disk, 20ULL << 30));
    struct stat image{};
    REQUIRE(stat((disk + ".img").c_str(), &image) == 0);
    CHECK(image.st_size == 20LL << 30);
    CHECK(image.st_blocks * 512 < (8 << 20));
}

TEST_CASE("what a start that was cut off left of a disk does not stop the next one") {
    if (!can_run()) return;
    Folder above;
    auto disk = above.disk("cut");
    fs::create_directories(disk);
    std::ofstream(disk + ".img") << "half an image";
    REQUIRE(open_disk(disk, 64 << 20));
    CHECK(fill(disk) > (40 << 20));
}
