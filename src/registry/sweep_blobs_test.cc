// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "linux/fake_file_system.h"
#include "registry/blobs.h"

using namespace atlas;
using namespace atlas::registry;
using std::chrono::minutes;

namespace {

struct Bench {
    linux::FakeFileSystem files{1};
    FakeClock clock{from_epoch_seconds(0)};
    std::unique_ptr<Blobs> blobs = Blobs::open(files, "/registry", clock, minutes(10)).value();

    Digest put(const std::string& repository, const std::string& bytes) {
        return blobs->put(repository, bytes).value();
    }
    Blobs::Moment moment() const { return blobs->moment(*store::UndecidedKeys{}.durable()); }
    Blobs::Swept sweep(const Blobs::References& references = {}) {
        return blobs->sweep(moment(), references).value();
    }
};

}  // namespace

TEST_CASE("bytes go when no image of any repository has them and their grace is over") {
    Bench bench;
    auto shared = bench.put("a1", "shared");
    bench.put("b1", "shared");
    auto own = bench.put("a1", "own");
    CHECK(bench.sweep({{"b1", {shared}}}).blobs == 0);
    bench.clock.advance(minutes(11));
    CHECK(bench.sweep({{"a1", {own}}, {"b1", {shared}}}).blobs == 0);
    CHECK_FALSE(bench.blobs->holds("a1", shared));
    CHECK(bench.blobs->holds("a1", own));
    CHECK(bench.blobs->holds("b1", shared));
    bench.clock.advance(minutes(11));
    auto swept = bench.sweep({{"a1", {own}}});
    CHECK(swept.blobs == 1);
    CHECK_FALSE(swept.again);
    CHECK_FALSE(bench.blobs->contains(shared));
    CHECK(bench.blobs->contains(own));
}

TEST_CASE("a blob that somebody was told of stays for its grace, however it was told") {
    Bench bench;
    auto told = bench.put("a1", "told");
    auto mounted = bench.put("a1", "mounted");
    auto quiet = bench.put("a1", "quiet");
    bench.clock.advance(minutes(9));
    CHECK(bench.blobs->holds("a1", told));
    CHECK(bench.blobs->mount("b1", "a1", mounted));
    bench.clock.advance(minutes(2));
    auto swept = bench.sweep();
    CHECK(swept.blobs == 1);
    CHECK_FALSE(bench.blobs->contains(quiet));
    CHECK(bench.blobs->contains(mounted));
    CHECK(bench.blobs->contains(told));
    REQUIRE(swept.again);
    CHECK(*swept.again > minutes(7));
    bench.clock.advance(*swept.again);
    CHECK(bench.sweep().blobs == 2);
}

TEST_CASE("a sweep that comes late takes nothing that was told or pushed since its moment") {
    Bench bench;
    auto layer = bench.put("a1", "layer");
    auto claimed = bench.put("a1", "claimed");
    bench.clock.advance(minutes(60));
    auto before = bench.moment();
    CHECK(bench.blobs->holds("a1", layer));
    {
        Blobs::Claim claim(*bench.blobs, "a1");
        CHECK(claim.add(claimed));
    }
    bench.clock.advance(minutes(600));
    CHECK(bench.blobs->sweep(before, {}).value().blobs == 0);
    CHECK(bench.blobs->contains(layer));
    CHECK(bench.blobs->contains(claimed));
    CHECK(bench.sweep().blobs == 2);
}

TEST_CASE("what a push refers to stays as long as the push takes, and a grace more") {
    Bench bench;
    auto layer = bench.put("a1", "layer");
    auto claim = std::make_unique<Blobs::Claim>(*bench.blobs, "a1");
    CHECK(claim->add(layer));
    CHECK_FALSE(claim->add(Digest::of("never came")));
    bench.clock.advance(minutes(60));
    CHECK(bench.sweep().again == minutes(10));
    claim.reset();
    CHECK(bench.sweep().blobs == 0);
    CHECK(bench.blobs->contains(layer));
    bench.clock.advance(minutes(11));
    CHECK(bench.sweep().blobs == 1);
    CHECK_FALSE(Blobs::Claim(*bench.blobs, "a1").add(layer));
}

TEST_CASE("a repository of the name of one that has ended holds nothing of it") {
    Bench bench;
    auto old = bench.put("a1", "old");
    auto again = bench.put("a1", "again");
    auto pushed = bench.put("a1", "pushed");
    auto claim = std::make_unique<Blobs::Claim>(*bench.blobs, "a1");
    CHECK(claim->add(pushed));
    bench.blobs->end_repository("a1");
    CHECK_FALSE(bench.blobs->holds("a1", old));
    CHECK_FALSE(bench.blobs->mount("b1", "a1", old));
    bench.put("a1", "again");
    CHECK(bench.blobs->holds("a1", again));
    CHECK(bench.sweep().blobs == 1);
    CHECK_FALSE(bench.blobs->contains(old));
    CHECK(bench.blobs->contains(pushed));
    claim.reset();
    CHECK(bench.blobs->holds("a1", pushed));
}

TEST_CASE("after a restart each blob has its grace again, and then goes") {
    Bench bench;
    auto layer = bench.put("a1", "layer");
    bench.clock.advance(minutes(60));
    bench.blobs = Blobs::open(bench.files, "/registry", bench.clock, minutes(10)).value();
    auto swept = bench.sweep();
    CHECK(swept.blobs == 0);
    REQUIRE(swept.again);
    CHECK(bench.blobs->contains(layer));
    bench.clock.advance(*swept.again);
    CHECK(bench.sweep().blobs == 1);
    CHECK_FALSE(bench.files.exists("/registry/repositories/a1/_blobs"));
}

TEST_CASE("after a power cut in a sweep what is referenced is whole, and the rest still goes") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        linux::FakeFileSystem files(seed);
        FakeClock clock{from_epoch_seconds(0)};
        auto blobs = Blobs::open(files, "/registry", clock).value();
        auto kept = blobs->put("team/app", "kept").value();
        std::vector<Digest> gone;
        for (auto bytes : {"one", "two", "three"})
            gone.push_back(blobs->put("team/app", bytes).value());
        auto other = blobs->put("team/other", "one").value();
        clock.advance(minutes(60));
        const Blobs::References references{{"team/app", {kept}}};
        const auto proof = *store::UndecidedKeys{}.durable();
        files.stop_after(1 + seed % 12);
        (void)blobs->sweep(blobs->moment(proof), references);
        files.cut_power();
        blobs = Blobs::open(files, "/registry", clock).value();
        REQUIRE(blobs->holds("team/app", kept));
        REQUIRE(blobs->load(kept).value() == "kept");
        for (const auto& digest : gone)
            REQUIRE((!blobs->holds("team/app", digest) || blobs->load(digest).ok()));
        clock.advance(minutes(60));
        REQUIRE(blobs->sweep(blobs->moment(proof), references));
        REQUIRE(blobs->list().value() == std::vector{kept});
    }
}
