// SPDX-License-Identifier: Apache-2.0
#include "registry/blobs.h"

#include <doctest/doctest.h>

#include "linux/fake_file_system.h"

using namespace atlas;
using namespace atlas::registry;

namespace {

/// Writes a synced file like an upload.
void receive(linux::FileSystem& files, const std::string& path, std::string_view bytes) {
    auto file = files.open(path, linux::OpenMode::exclusive);
    REQUIRE(file);
    REQUIRE(file.value()->write_at(0, bytes));
    REQUIRE(file.value()->sync());
}

}  // namespace

TEST_CASE("a digest is sha256 and 64 digits and nothing else") {
    auto digest = Digest::of("abc");
    CHECK(
        digest.text() == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    CHECK(Digest::parse(digest.text()).value() == digest);
    CHECK_FALSE(Digest::parse(digest.hex()));
    CHECK_FALSE(Digest::parse("sha512:" + digest.hex()));
    CHECK_FALSE(Digest::parse("sha256:" + std::string(64, 'A')));
    CHECK_FALSE(Digest::parse("sha256:../" + std::string(61, 'a')));
}

TEST_CASE("a blob is kept once and given out by the repositories that hold it") {
    linux::FakeFileSystem files(1);
    FakeClock clock{from_epoch_seconds(0)};
    auto blobs = Blobs::open(files, "/registry", clock).value();
    auto digest = blobs->put("team/one", "bytes").value();
    CHECK(blobs->load(digest).value() == "bytes");
    CHECK(blobs->size_of(digest).value() == 5);
    CHECK(blobs->holds("team/one", digest));
    CHECK_FALSE(blobs->holds("team/two", digest));
    CHECK_FALSE(blobs->holds("team", digest));

    CHECK(blobs->mount("team/two", "team/one", digest));
    CHECK(blobs->holds("team/two", digest));
    CHECK(blobs->mount("team/two", "team/three", digest).error().code() == ErrorCode::not_found);

    auto path = blobs->upload_path("u1");
    receive(files, path, "bytes");
    CHECK(blobs->adopt("team/three", path, digest));
    CHECK_FALSE(files.exists(path));
    CHECK(blobs->holds("team/three", digest));
}

TEST_CASE("bytes that the disk damaged are not given out as the blob") {
    linux::FakeFileSystem files(1);
    FakeClock clock{from_epoch_seconds(0)};
    auto blobs = Blobs::open(files, "/registry", clock).value();
    auto digest = blobs->put("a1", "bytes").value();
    CHECK(files.flip_bit(blobs->path_of(digest), 3));
    files.cut_power();
    CHECK(blobs->load(digest).error().code() == ErrorCode::io);
}

TEST_CASE("after a power cut at any moment a blob that was said to be stored is whole") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        linux::FakeFileSystem files(seed);
        FakeClock clock{from_epoch_seconds(0)};
        files.stop_after(1 + seed % 40);
        std::vector<std::pair<Digest, std::string>> stored;
        if (auto blobs = Blobs::open(files, "/registry", clock)) {
            for (int count = 0; count < 4; ++count) {
                std::string bytes(700, static_cast<char>('a' + count));
                if (auto put = blobs.value()->put("team/app", bytes)) {
                    stored.emplace_back(put.value(), bytes);
                }
            }
        }
        files.cut_power();
        auto blobs = Blobs::open(files, "/registry", clock);
        REQUIRE(blobs);
        for (auto& [digest, bytes] : stored) {
            REQUIRE(blobs.value()->load(digest).value() == bytes);
            REQUIRE(blobs.value()->holds("team/app", digest));
        }
    }
}
