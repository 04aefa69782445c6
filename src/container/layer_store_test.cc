// SPDX-License-Identifier: Apache-2.0
#include "container/layer_store.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "crypto/digest.h"

using namespace atlas;
using namespace atlas::container;
namespace fs = std::filesystem;

namespace {

/// Layers made by python3's tarfile, a writer that is not ours.
struct Layers {
    fs::path root;
    Layers() {
        char name[] = "/tmp/atlas-layers-XXXXXX";
        root = mkdtemp(name);
    }
    ~Layers() { fs::remove_all(root); }

    /// `entries` is python: calls of file(name, text), link(name, target), hard(name, target),
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
    Result<std::string> unpack(const std::string& path) const {
        return store()->ensure(digest_of(path), path);
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
    auto store = LayerStore::open(folder.string(), 100'000).value();
    for (const auto* bomb :
         {"file('zeros', '0' * 200_000)",
          "for n in range(2): file(f'half{n}', '0' * 60_000)",
          "for n in range(200): file(f'empty{n}', '')"}) {
        auto path = layers.make(bomb);
        auto refused = store->ensure(Layers::digest_of(path), path);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code() == ErrorCode::exhausted);
        CHECK(refused.error().message().contains("more than 100000 bytes, the limit"));
        CHECK(fs::is_empty(folder));
    }
    auto path = layers.make("file('fits', '0' * 90_000)");
    CHECK(store->ensure(Layers::digest_of(path), path).ok());
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
    CHECK_FALSE(layers.store()->ensure(wrong, path).ok());
    CHECK_FALSE(layers.store()->find(wrong));
    std::ofstream(path) << "this is no archive";
    CHECK_FALSE(layers.unpack(path).ok());
    CHECK_FALSE(layers.store()->ensure("sha256:../../x", path).ok());
}

TEST_CASE("a layer is unpacked once; what an interruption left is removed at open") {
    if (!is_root()) return;
    Layers layers;
    auto path = layers.make("file('f', 'x')");
    auto digest = layers.digest_of(path);
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
    auto digest = layers.digest_of(file);
    auto folder = store->ensure(digest, file).value();
    auto other = layers.make("file('g', 'y')");
    auto wanted = store->ensure(layers.digest_of(other), other).value();
    REQUIRE(store->retire_all_but({wanted}).ok());
    CHECK_FALSE(store->find(digest));
    // Wanted again before its bytes are gone.
    CHECK(store->ensure(digest, file).value() == folder);
    REQUIRE(store->retire_all_but({wanted, folder}).ok());
    REQUIRE(store->remove_retired().ok());
    CHECK(fs::exists(folder));
    CHECK(fs::exists(wanted));
    CHECK(std::distance(fs::directory_iterator(layers.root / "store"), {}) == 2);
}
