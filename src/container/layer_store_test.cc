// SPDX-License-Identifier: Apache-2.0
#include "container/layer_store.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "crypto/digest.h"

using namespace atlas;
using namespace atlas::container;
namespace fs = std::filesystem;

namespace {

/// Layers made by Python's tarfile, a foreign writer.
struct Layers {
    fs::path root;
    Layers() {
        char name[] = "/tmp/atlas-layers-XXXXXX";
        root = mkdtemp(name);
    }
    ~Layers() { fs::remove_all(root); }

    /// `entries` is Python code: calls of file(name, text), link(name, target), hard(name, target),
    /// folder(name).
    std::string make(const std::string& entries, const std::string& mode = "w:gz") const {
        auto path = (root / "layer.tar").string();
        std::ofstream(root / "make.py")
            << "import tarfile, io\n"
               "t = tarfile.open('"
            << path << "', '" << mode
            << "')\n"
               "def add(name, kind, target='', text=b''):\n"
               "    i = tarfile.TarInfo(name); i.type = kind; i.linkname = target\n"
               "    i.size = len(text); i.mode = 0o755 if kind == tarfile.DIRTYPE else 0o640\n"
               "    i.uid = 123; i.gid = 45; i.mtime = 1000\n"
               "    t.addfile(i, io.BytesIO(text))\n"
               "def file(name, text): add(name, tarfile.REGTYPE, text=text.encode())\n"
               "def link(name, to): add(name, tarfile.SYMTYPE, to)\n"
               "def hard(name, to): add(name, tarfile.LNKTYPE, to)\n"
               "def folder(name): add(name, tarfile.DIRTYPE)\n"
            << entries << "\nt.close()\n";
        REQUIRE(std::system(("python3 " + (root / "make.py").string()).c_str()) == 0);
        return path;
    }
    static std::string digest_of(const std::string& path) {
        std::stringstream bytes;
        bytes << std::ifstream(path).rdbuf();
        crypto::Sha256 digest;
        digest.update(bytes.str());
        return "sha256:" + digest.finish_hex();
    }
    std::unique_ptr<LayerStore> store() const {
        auto opened = LayerStore::open((root / "store").string());
        REQUIRE(opened.ok());
        return std::move(opened).value();
    }
    /// The digests of a file that is a plain or gzip-compressed tar; gzip(1) decompresses for the
    /// second.
    LayerId id_of(const std::string& path) const {
        auto plain = (root / "plain").string();
        auto unpack =
            "gzip -dcq " + path + " > " + plain + " 2>/dev/null || cp " + path + " " + plain;
        REQUIRE(std::system(unpack.c_str()) == 0);
        return {digest_of(path), digest_of(plain)};
    }
    Result<std::string> unpack(const std::string& path) const {
        return store()->ensure(id_of(path), path);
    }
};

std::string text_of(const fs::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

bool is_root() {
    if (geteuid() == 0) return true;
    MESSAGE("skipped: unpacking layers needs root");
    return false;
}

}  // namespace

TEST_CASE("a layer's files keep content, owner, mode and links") {
    if (!is_root()) return;
    Layers layers;
    for (const auto* mode : {"w:gz", "w"}) {
        auto made = layers.unpack(layers.make(
            "folder('./a/'); file('./a/f', 'text'); link('a/l', '/a/f'); hard('a/h', './a/f')", mode
        ));
        REQUIRE(made.ok());
        fs::path root = made.value();
        CHECK(text_of(root / "a/f") == "text");
        CHECK(fs::read_symlink(root / "a/l") == "/a/f");
        struct stat status{};
        REQUIRE(stat((root / "a/h").c_str(), &status) == 0);
        CHECK(status.st_nlink == 2);
        CHECK(status.st_uid == 123);
        CHECK((status.st_mode & 07777) == 0640);
        CHECK(status.st_mtime == 1000);
    }
}

TEST_CASE("a layer that unpacks to more than the limit is refused with it, and leaves nothing") {
    if (!is_root()) return;
    Layers layers;
    auto folder = layers.root / "store";
    auto store = LayerStore::open(folder.string(), {100'000, 0}).value();
    for (const auto* bomb :
         {"file('zeros', '0' * 200_000)",
          "for n in range(2): file(f'half{n}', '0' * 60_000)",
          "for n in range(200): file(f'empty{n}', '')"}) {
        auto path = layers.make(bomb);
        auto refused = store->ensure(layers.id_of(path), path);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code() == ErrorCode::exhausted);
        CHECK(refused.error().message().contains("more than 100000 bytes, the limit"));
        CHECK(fs::is_empty(folder));
    }
    auto path = layers.make("file('fits', '0' * 90_000)");
    CHECK(store->ensure(layers.id_of(path), path).ok());
}

TEST_CASE("names keep their bytes, whatever the region's own locale") {
    if (!is_root()) return;
    Layers layers;
    auto made = layers.unpack(layers.make(
        "folder('ä'); file('ä/tanúsítvány', 'text'); link('ő', 'ä/ű'); hard('é', 'ä/tanúsítvány')\n"
        "add('\\udcff', tarfile.REGTYPE, text=b'no UTF-8')"
    ));
    REQUIRE_MESSAGE(made.ok(), (made ? "" : made.error().message()));
    fs::path root = made.value();
    CHECK(text_of(root / "ä/tanúsítvány") == "text");
    CHECK(text_of(root / "é") == "text");
    CHECK(fs::read_symlink(root / "ő") == "ä/ű");
    CHECK(text_of(root / "\xff") == "no UTF-8");
}

TEST_CASE("an archive with a damaged header is refused") {
    if (!is_root()) return;
    Layers layers;
    const auto path = layers.make("file('a', 'text'); file('b', 'text')", "w");
    auto bytes = text_of(path);
    bytes[2 * 512 + 402] = '2';  // of the second header, whose checksum is then wrong
    std::ofstream(path, std::ios::binary) << bytes;
    auto made = layers.unpack(path);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().code() == ErrorCode::invalid_argument);
    CHECK(made.error().message().contains("read the layer"));
}

TEST_CASE("whiteouts become what overlayfs understands") {
    if (!is_root()) return;
    Layers layers;
    auto made = layers.unpack(layers.make(
        "folder('d'); file('d/.wh.gone', ''); file('d/.wh..wh..opq', ''); file('d/new', 'x'); "
        "file('e/f/.wh..wh..opq', '')"
    ));
    REQUIRE(made.ok());
    fs::path root = made.value();
    struct stat status{};
    REQUIRE(lstat((root / "d/gone").c_str(), &status) == 0);
    CHECK(S_ISCHR(status.st_mode));
    CHECK(status.st_rdev == 0);
    char opaque = 0;
    CHECK(getxattr((root / "d").c_str(), "trusted.overlay.opaque", &opaque, 1) == 1);
    CHECK(opaque == 'y');
    CHECK_FALSE(fs::exists(root / "d/.wh..wh..opq"));
    CHECK(text_of(root / "d/new") == "x");
}

TEST_CASE("an entry that would leave the layer is refused, and nothing is left") {
    if (!is_root()) return;
    Layers layers;
    auto victim = (layers.root / "victim").string();
    fs::create_directories(victim);
    for (const auto& entries :
         {"file('../victim/f', 'x')",
          "link('l', '../../victim'); file('l/f', 'x')",
          "link('l', '../../victim'); file('l/.wh.f', '')"}) {
        auto made = layers.unpack(layers.make(entries));
        REQUIRE_FALSE(made.ok());
        CHECK(made.error().code() == ErrorCode::invalid_argument);
        CHECK(fs::is_empty(victim));
        CHECK(fs::is_empty(layers.root / "store"));
    }
}

TEST_CASE("a blob that is not what its digest says, or no archive, is refused") {
    if (!is_root()) return;
    Layers layers;
    auto path = layers.make("file('f', 'x')");
    auto wrong = "sha256:" + std::string(64, '0');
    auto right = layers.id_of(path);
    CHECK_FALSE(layers.store()->ensure({wrong, right.diff_id}, path).ok());
    CHECK_FALSE(layers.store()->find(wrong));
    auto other_tar = layers.store()->ensure({right.digest, wrong}, path);
    REQUIRE_FALSE(other_tar.ok());
    CHECK(other_tar.error().message().contains("the image's configuration says " + wrong));
    CHECK(fs::is_empty(layers.root / "store"));
    std::ofstream(path) << "this is no archive";
    CHECK_FALSE(layers.unpack(path).ok());
    CHECK_FALSE(layers.store()->ensure({"sha256:../../x", right.diff_id}, path).ok());
}

TEST_CASE("a layer is unpacked once; what an interruption left is removed at open") {
    if (!is_root()) return;
    Layers layers;
    auto path = layers.make("file('f', 'x')");
    auto digest = layers.id_of(path);
    auto first = layers.store()->ensure(digest, path);
    REQUIRE(first.ok());
    fs::remove(path);
    CHECK(layers.store()->ensure(digest, path).value() == first.value());
    fs::create_directories(layers.root / "store/0123.partial/x");
    auto store = layers.store();
    CHECK_FALSE(fs::exists(layers.root / "store/0123.partial"));
}

TEST_CASE("layers that nobody wants any more go, and no others") {
    if (!is_root()) return;
    Layers layers;
    auto file = (layers.root / "first.tar").string();
    fs::rename(layers.make("file('f', 'x')"), file);
    auto store = layers.store();
    auto digest = layers.id_of(file);
    auto folder = store->ensure(digest, file).value();
    auto other = layers.make("file('g', 'y')");
    auto wanted = store->ensure(layers.id_of(other), other).value();
    CHECK(store->find(digest.digest) == folder);
    REQUIRE(store->retire_all_but({wanted}).ok());
    CHECK(store->find(digest.digest) == std::nullopt);
    // Needed again before its files are removed.
    CHECK(store->ensure(digest, file).value() == folder);
    REQUIRE(store->retire_all_but({wanted, folder}).ok());
    REQUIRE(store->remove_retired().ok());
    CHECK(fs::exists(folder));
    CHECK(fs::exists(wanted));
    CHECK(std::distance(fs::directory_iterator(layers.root / "store"), {}) == 2);
}

namespace {

/// A small file system for the layers.
struct SmallDisk {
    fs::path root;
    SmallDisk(const fs::path& at, const std::string& size) : root(at) {
        fs::create_directories(root);
        REQUIRE(mount("tmpfs", root.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0);
    }
    ~SmallDisk() { umount2(root.c_str(), MNT_DETACH); }
    void resize(const std::string& size) const {
        REQUIRE(mount("", root.c_str(), "tmpfs", MS_REMOUNT, ("size=" + size).c_str()) == 0);
    }
    std::uint64_t used() const {
        struct statvfs status{};
        REQUIRE(statvfs(root.c_str(), &status) == 0);
        return (status.f_blocks - status.f_bfree) * status.f_frsize;
    }
};

}  // namespace

TEST_CASE("a layer that a full disk cut off is not believed, leaves nothing, and comes whole later"
) {
    if (!is_root()) return;
    Layers layers;
    // The first layer is refused because of its header; in the second each file alone would fit.
    for (const auto* entries :
         {"file('big', 'abcdefgh' * 500_000)",
          "for n in range(40): file(f'f{n}', 'abcdefgh' * 12_500)"}) {
        SmallDisk disk(layers.root / "disk", "2m");
        auto store = LayerStore::open((disk.root / "store").string(), {1 << 30, 0}).value();
        auto path = layers.make(entries);
        auto before = disk.used();
        auto cut = store->ensure(layers.id_of(path), path);
        REQUIRE_FALSE(cut.ok());
        CHECK(cut.error().code() == ErrorCode::exhausted);
        CHECK(fs::is_empty(disk.root / "store"));
        CHECK(disk.used() == before);
        disk.resize("16m");
        auto whole = store->ensure(layers.id_of(path), path);
        REQUIRE_MESSAGE(whole.ok(), (whole ? "" : whole.error().message()));
        std::uint64_t bytes = 0;
        for (const auto& file : fs::directory_iterator(whole.value()))
            bytes += file.file_size();
        CHECK(bytes == 4'000'000);
    }
}

TEST_CASE("a write that fails where there seemed to be room is an error, not a warning") {
    if (!is_root()) return;
    Layers layers;
    auto path = layers.make("file('f', 'abcdefgh' * 100_000)");
    auto store = layers.store();
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100'000, before.rlim_max};
    auto id = layers.id_of(path);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    auto cut = store->ensure(id, path);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
    std::signal(SIGXFSZ, handler);
    REQUIRE_FALSE(cut.ok());
    CHECK(cut.error().message().ends_with("f: Write failed"));
    CHECK(fs::is_empty(layers.root / "store"));
    CHECK(store->ensure(id, path).ok());
}

TEST_CASE("an unpacking ends before it takes what the reserve keeps for others") {
    if (!is_root()) return;
    Layers layers;
    SmallDisk disk(layers.root / "disk", "8m");
    auto store = LayerStore::open((disk.root / "store").string(), {1 << 30, 6 << 20}).value();
    auto path = layers.make("file('big', 'abcdefgh' * 400_000)");
    auto refused = store->ensure(layers.id_of(path), path);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code() == ErrorCode::exhausted);
    CHECK(refused.error().message().contains("no room to unpack the layer"));
    path = layers.make("file('small', 'abcdefgh' * 100_000)");
    CHECK(store->ensure(layers.id_of(path), path).ok());
}

TEST_CASE("a folder that an earlier version unpacked is not found, and goes") {
    if (!is_root()) return;
    Layers layers;
    auto path = layers.make("file('f', 'x')");
    auto id = layers.id_of(path);
    auto old = layers.root / "store" / id.digest.substr(7, 32);
    fs::create_directories(old);
    auto store = layers.store();
    CHECK_FALSE(store->find(id.digest));
    auto folder = store->ensure(id, path).value();
    CHECK(text_of(fs::path(folder) / "f") == "x");
    REQUIRE(store->retire_all_but({folder}).ok());
    REQUIRE(store->remove_retired().ok());
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(folder));
}

TEST_CASE("a layer of several gzip members, and bytes behind its tar, count to its digests") {
    if (!is_root()) return;
    Layers layers;
    auto path = layers.make("file('f', 'x')", "w");
    std::ofstream(path, std::ios::app) << std::string(5000, 'y');
    auto folder = layers.unpack(path);
    REQUIRE_MESSAGE(folder.ok(), (folder ? "" : folder.error().message()));
    auto wrong = layers.id_of(path);
    std::ofstream(path, std::ios::app) << "z";
    CHECK_FALSE(layers.store()->ensure({layers.digest_of(path), wrong.diff_id}, path).ok());
    auto split = "head -c 700 " + path + " | gzip > " + path + ".gz; tail -c +701 " + path +
                 " | gzip >> " + path + ".gz";
    REQUIRE(std::system(split.c_str()) == 0);
    CHECK(layers.unpack(path + ".gz").ok());
}
