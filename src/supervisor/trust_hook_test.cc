// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "supervisor/start_hook.h"

using namespace atlas;
using namespace atlas::supervisor;
namespace fs = std::filesystem;

namespace {

constexpr const char* debian = "etc/ssl/certs/ca-certificates.crt";
constexpr const char* openssl = "etc/ssl/cert.pem";

/// An image's root, and the hook that adds the region's CA to it.
struct Image {
    fs::path root;
    Image() {
        char name[] = "/tmp/atlas-trust-XXXXXX";
        root = mkdtemp(name);
        fs::create_directories(root / "etc");
    }
    ~Image() { fs::remove_all(root); }
    void write(const std::string& path, const std::string& text) const {
        fs::create_directories((root / path).parent_path());
        std::ofstream(root / path) << text;
    }
    std::string read(const std::string& path) const {
        std::stringstream text;
        text << std::ifstream(root / path).rdbuf();
        return text.str();
    }
    Result<> trust() const {
        Workshop workshop{{}, {}, "CA\n"};
        WorkloadSpec spec;
        spec.id = "image";
        spec.rootfs.trust_region = true;
        Start start{workshop, spec, "", {}};
        start.bundle.root_path = root;
        start.bundle.first_user = geteuid();
        return trust_hook.apply(start);
    }
};

}  // namespace

TEST_CASE("the region's CA joins each bundle of an image once") {
    Image image;
    image.write(debian, "one");
    fs::create_symlink("certs/ca-certificates.crt", image.root / openssl);
    REQUIRE(image.trust().ok());
    CHECK(image.read(debian) == "one\nCA\n");
    REQUIRE(image.trust().ok());
    CHECK(image.read(debian) == "one\nCA\n");
}

TEST_CASE("an image without a bundle gets one, also where a link of it points to none yet") {
    Image bare;
    REQUIRE(bare.trust().ok());
    CHECK(bare.read(debian) == "CA\n");
    Image linked;
    fs::create_directories(linked.root / "etc/ssl/certs");
    fs::create_directories(linked.root / "nix");
    fs::create_symlink("/nix/bundle.crt", linked.root / debian);
    REQUIRE(linked.trust().ok());
    CHECK(linked.read("nix/bundle.crt") == "CA\n");
}

TEST_CASE("an image that has no place for the CA starts all the same, as it does on AWS") {
    Image file;
    file.write("etc/ssl", "a file");
    CHECK(file.trust().ok());
    CHECK(file.read("etc/ssl") == "a file");
    Image dangling;
    fs::create_directories(dangling.root / "etc/ssl/certs");
    fs::create_symlink("/nix/store/bundle.crt", dangling.root / debian);
    CHECK(dangling.trust().ok());
    Image folder;
    fs::create_directories(folder.root / debian);
    CHECK(folder.trust().ok());
    Image large;
    large.write(debian, "one");
    fs::resize_file(large.root / debian, 17 << 20);
    CHECK(large.trust().ok());
    CHECK(large.read(debian).starts_with("one"));
    CHECK(fs::file_size(large.root / debian) == 17 << 20);
}

TEST_CASE("a FIFO in place of a bundle blocks no start, and keeps no other bundle from the CA") {
    Image image;
    image.write(openssl, "one\n");
    fs::create_directories(image.root / "etc/ssl/certs");
    REQUIRE(mkfifo((image.root / debian).c_str(), 0666) == 0);
    CHECK(image.trust().ok());
    CHECK(image.read(openssl) == "one\nCA\n");
    fs::remove(image.root / openssl);
    CHECK(image.trust().ok());
}
