// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include <doctest/doctest.h>

#include "linux/fake_file_system.h"
#include "registry/fake_repositories.h"
#include "registry/manifest.h"

using namespace atlas;
using namespace atlas::registry;

namespace {

/// A registry on an in-memory disk; requests enter as the server would pass them.
struct Bench {
    linux::FakeFileSystem files{1};
    FakeClock clock{from_epoch_seconds(0)};
    std::unique_ptr<Blobs> blobs = Blobs::open(files, "/registry", clock).value();
    FakeRepositories repositories{{"team/app", "team/other"}};
    ManualExecutor region;
    InlineWorkers workers;
    SeededRandom random{1};
    std::unique_ptr<Registry> registry =
        Registry::create({*blobs, repositories, region, workers, random});

    net::Response call(
        std::string method,
        std::string target,
        const std::string& body = "",
        net::Headers headers = {}
    ) {
        net::Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers = std::move(headers);
        if (!request.headers.find("Authorization")) {
            request.headers.add("Authorization", repositories.writer);
        }
        request.sink = registry->body_sink()(request);
        if (!request.sink) {
            request.body = body;
        } else {
            REQUIRE(request.sink->write(body));
        }
        std::optional<net::Response> answered;
        registry->handler()(std::move(request), [&](net::Response response) {
            answered = std::move(response);
        });
        region.run_all();
        REQUIRE(answered);
        return *answered;
    }
    std::string start_upload(const std::string& repository) {
        auto response = call("POST", "/v2/" + repository + "/blobs/uploads/");
        REQUIRE(response.status == 202);
        return *response.headers.find("Location");
    }
    Digest push_blob(const std::string& repository, const std::string& bytes) {
        auto digest = Digest::of(bytes);
        auto response = call("PUT", start_upload(repository) + "?digest=" + digest.text(), bytes);
        REQUIRE(response.status == 201);
        return digest;
    }
    net::Response push_image(const std::string& tag, const std::string& layer) {
        auto config = push_blob("team/app", "{}");
        auto layer_digest = push_blob("team/app", layer);
        net::Headers type;
        type.add("Content-Type", std::string(oci_manifest));
        return call("PUT", "/v2/team/app/manifests/" + tag, manifest(config, layer_digest), type);
    }
    static std::string manifest(const Digest& config, const Digest& layer) {
        auto part = [](const Digest& digest) {
            return R"({"mediaType":"x","size":2,"digest":")" + digest.text() + R"("})";
        };
        return R"({"schemaVersion":2,"mediaType":")" + std::string(oci_manifest) +
               R"(","config":)" + part(config) + R"(,"layers":[)" + part(layer) + "]}";
    }
};

bool says(const net::Response& response, int status, std::string_view code) {
    return response.status == status &&
           response.body.find("\"" + std::string(code) + "\"") != std::string::npos;
}

net::Headers with(std::string name, std::string value) {
    net::Headers headers;
    headers.add(std::move(name), std::move(value));
    return headers;
}

}  // namespace

TEST_CASE("an upload beyond its limit, or that of all together, is refused and gives back its room"
) {
    Bench bench;
    UploadLimits limits;
    limits.blob_bytes_max = 100;
    limits.total_bytes_max = 150;
    bench.registry = Registry::create(
        {*bench.blobs, bench.repositories, bench.region, bench.workers, bench.random, limits}
    );
    auto first = bench.start_upload("team/app");
    CHECK(bench.call("PATCH", first, std::string(80, 'a')).status == 202);
    auto second = bench.start_upload("team/app");
    auto response = bench.call("PATCH", second, std::string(80, 'b'));
    CHECK(says(response, 429, "TOOMANYREQUESTS"));
    CHECK(response.body.contains("150"));
    CHECK(bench.call("GET", second).status == 404);
    response = bench.call("PATCH", first, std::string(30, 'a'));
    CHECK(says(response, 413, "SIZE_INVALID"));
    CHECK(response.body.contains("100"));
    CHECK(bench.files.list("/registry/uploads").value().empty());
    bench.push_blob("team/app", std::string(100, 'c'));
    bench.push_blob("team/app", std::string(100, 'd'));
}

TEST_CASE("so many uploads may be open, and one that nobody writes to makes room") {
    Bench bench;
    UploadLimits limits;
    limits.open_max = 2;
    auto open = [&] {
        bench.registry = Registry::create(
            {*bench.blobs, bench.repositories, bench.region, bench.workers, bench.random, limits}
        );
    };
    open();
    bench.start_upload("team/app");
    bench.start_upload("team/app");
    auto response = bench.call("POST", "/v2/team/app/blobs/uploads/");
    CHECK(says(response, 429, "TOOMANYREQUESTS"));
    limits.idle_max = std::chrono::seconds(0);
    open();
    std::vector<std::string> urls;
    for (int count = 0; count < 5; ++count)
        urls.push_back(bench.start_upload("team/app"));
    CHECK(bench.call("GET", urls.front()).status == 404);
    CHECK(bench.call("GET", urls.back()).status == 204);
}

TEST_CASE("one principal's uploads, however many and large, leave room for the others") {
    Bench bench;
    UploadLimits limits;
    limits.principal_open_max = 2;
    limits.principal_bytes_max = 100;
    bench.registry = Registry::create(
        {*bench.blobs, bench.repositories, bench.region, bench.workers, bench.random, limits}
    );
    const auto other = with("Authorization", bench.repositories.other_writer);
    auto first = bench.start_upload("team/app");
    auto second = bench.start_upload("team/other");
    auto refused = bench.call("POST", "/v2/team/app/blobs/uploads/");
    CHECK(says(refused, 429, "TOOMANYREQUESTS"));
    CHECK(refused.body.contains("of yours"));
    auto started = bench.call("POST", "/v2/team/app/blobs/uploads/", "", other);
    REQUIRE(started.status == 202);
    CHECK(bench.call("PATCH", first, std::string(80, 'a')).status == 202);
    CHECK(says(bench.call("PATCH", second, std::string(80, 'b')), 429, "TOOMANYREQUESTS"));
    auto location = *started.headers.find("Location");
    CHECK(bench.call("PATCH", location, std::string(80, 'c'), other).status == 202);
    // An ended upload returns its place and its bytes.
    CHECK(bench.call("DELETE", first).status == 204);
    first = bench.start_upload("team/app");
    CHECK(bench.call("PATCH", first, std::string(100, 'a')).status == 202);
}

TEST_CASE("an upload that nobody writes to ends by the clock, its bytes too") {
    Bench bench;
    UploadLimits limits;
    limits.idle_max = std::chrono::seconds(0);
    bench.registry = Registry::create(
        {*bench.blobs, bench.repositories, bench.region, bench.workers, bench.random, limits}
    );
    auto url = bench.start_upload("team/app");
    REQUIRE(bench.call("PATCH", url, "abandoned").status == 202);
    CHECK(bench.files.list("/registry/uploads").value().size() == 1);
    bench.region.advance(limits.look_every);
    CHECK(bench.files.list("/registry/uploads").value().empty());
    CHECK(bench.call("GET", url).status == 404);
    url = bench.start_upload("team/app");
    bench.region.advance(limits.look_every);
    CHECK(bench.call("GET", url).status == 404);
    bench.registry.reset();
    bench.region.advance(limits.look_every);
    CHECK(bench.region.waiting() == 0);
}

TEST_CASE("a blob goes in by pieces and comes out whole") {
    Bench bench;
    auto location = bench.start_upload("team/app");
    CHECK(*bench.call("PATCH", location, "one ").headers.find("Range") == "0-3");
    auto second = bench.call("PATCH", location, "two ", with("Content-Range", "4-7"));
    CHECK(second.status == 202);
    CHECK(*bench.call("GET", location).headers.find("Range") == "0-7");
    auto digest = Digest::of("one two three");
    auto made = bench.call("PUT", location + "?digest=" + digest.text(), "three");
    CHECK(made.status == 201);
    CHECK(*made.headers.find("Docker-Content-Digest") == digest.text());
    CHECK(bench.blobs->load(digest).value() == "one two three");

    auto blob = bench.call("GET", "/v2/team/app/blobs/" + digest.text());
    CHECK(blob.status == 200);
    CHECK(blob.file == bench.blobs->path_of(digest));
    CHECK(blob.file_length == 13);
    auto part =
        bench.call("GET", "/v2/team/app/blobs/" + digest.text(), "", with("Range", "bytes=4-6"));
    CHECK(part.status == 206);
    CHECK(part.file_offset == 4);
    CHECK(part.file_length == 3);
    CHECK(*part.headers.find("Content-Range") == "bytes 4-6/13");
}

TEST_CASE("a piece out of its order is not taken") {
    Bench bench;
    auto location = bench.start_upload("team/app");
    bench.call("PATCH", location, "one ");
    auto wrong = bench.call("PATCH", location, "three", with("Content-Range", "8-12"));
    CHECK(wrong.status == 416);
    CHECK(*wrong.headers.find("Range") == "0-3");
    auto digest = Digest::of("one two");
    CHECK(bench.call("PUT", location + "?digest=" + digest.text(), "two").status == 201);
}

TEST_CASE("bytes that are not the promised digest are refused and forgotten") {
    Bench bench;
    auto location = bench.start_upload("team/app");
    auto digest = Digest::of("other");
    CHECK(says(
        bench.call("PUT", location + "?digest=" + digest.text(), "bytes"), 400, "DIGEST_INVALID"
    ));
    CHECK(says(bench.call("GET", location), 404, "BLOB_UPLOAD_UNKNOWN"));
    CHECK(bench.files.list("/registry/uploads").value().empty());
    CHECK_FALSE(bench.blobs->contains(Digest::of("bytes")));
}

TEST_CASE("an upload can be given up") {
    Bench bench;
    auto location = bench.start_upload("team/app");
    CHECK(bench.call("DELETE", location).status == 204);
    CHECK(bench.call("PATCH", location, "x").status == 404);
    CHECK(bench.files.list("/registry/uploads").value().empty());
}

TEST_CASE("another repository's blob is mounted, not copied") {
    Bench bench;
    auto digest = bench.push_blob("team/other", "bytes");
    CHECK(says(bench.call("HEAD", "/v2/team/app/blobs/" + digest.text()), 404, "BLOB_UNKNOWN"));
    auto query = "?mount=" + digest.text() + "&from=team/other";
    CHECK(bench.call("POST", "/v2/team/app/blobs/uploads/" + query).status == 201);
    CHECK(bench.call("HEAD", "/v2/team/app/blobs/" + digest.text()).status == 200);
    auto unknown = "?mount=" + Digest::of("no").text() + "&from=team/other";
    CHECK(bench.call("POST", "/v2/team/app/blobs/uploads/" + unknown).status == 202);
}

TEST_CASE("an image is pulled by its tag and by its digest") {
    Bench bench;
    auto pushed = bench.push_image("v1", "layer");
    REQUIRE(pushed.status == 201);
    auto digest = *pushed.headers.find("Docker-Content-Digest");
    auto by_tag = bench.call("GET", "/v2/team/app/manifests/v1");
    CHECK(by_tag.status == 200);
    CHECK(*by_tag.headers.find("Content-Type") == oci_manifest);
    CHECK(*by_tag.headers.find("Docker-Content-Digest") == digest);
    CHECK(bench.call("GET", "/v2/team/app/manifests/" + digest).body == by_tag.body);
    CHECK(says(bench.call("GET", "/v2/team/app/manifests/v2"), 404, "MANIFEST_UNKNOWN"));
}

TEST_CASE("a manifest whose parts are not here is refused") {
    Bench bench;
    auto body = Bench::manifest(Digest::of("a"), Digest::of("b"));
    auto response = bench.call("PUT", "/v2/team/app/manifests/v1", body);
    CHECK(says(response, 400, "MANIFEST_BLOB_UNKNOWN"));
    CHECK(says(bench.call("PUT", "/v2/team/app/manifests/v1", "{}"), 400, "MANIFEST_INVALID"));
}

TEST_CASE("an immutable tag keeps its image") {
    Bench bench;
    CHECK(bench.push_image("v1", "layer").status == 201);
    CHECK(bench.push_image("v1", "layer").status == 201);
    CHECK(says(bench.push_image("v1", "another"), 400, "TAG_INVALID"));
}

TEST_CASE("tags are listed in pages and removed") {
    Bench bench;
    for (auto tag : {"c", "a", "b"})
        bench.push_image(tag, tag);
    CHECK(
        bench.call("GET", "/v2/team/app/tags/list").body ==
        R"({"name":"team/app","tags":["a","b","c"]})"
    );
    auto page = bench.call("GET", "/v2/team/app/tags/list?n=2");
    CHECK(page.body == R"({"name":"team/app","tags":["a","b"]})");
    CHECK(*page.headers.find("Link") == R"(</v2/team/app/tags/list?n=2&last=b>; rel="next")");
    CHECK(
        bench.call("GET", "/v2/team/app/tags/list?n=2&last=b").body ==
        R"({"name":"team/app","tags":["c"]})"
    );
    CHECK(bench.call("DELETE", "/v2/team/app/manifests/a").status == 202);
    CHECK(bench.call("GET", "/v2/team/app/manifests/a").status == 404);
}

TEST_CASE("who may not is told so, and nothing happens") {
    Bench bench;
    auto stranger = bench.call("GET", "/v2/", "", with("Authorization", "Basic eA=="));
    CHECK(says(stranger, 401, "UNAUTHORIZED"));
    CHECK(*stranger.headers.find("WWW-Authenticate") == R"(Basic realm="registry")");
    auto reader = with("Authorization", bench.repositories.reader);
    CHECK(bench.call("GET", "/v2/", "", reader).status == 200);
    CHECK(says(bench.call("POST", "/v2/team/app/blobs/uploads/", "", reader), 403, "DENIED"));
    CHECK(says(bench.call("POST", "/v2/team/none/blobs/uploads/"), 404, "NAME_UNKNOWN"));
    CHECK(bench.files.list("/registry/uploads").value().empty());
    CHECK(says(bench.call("POST", "/v2/team/app/manifests/v1"), 405, "UNSUPPORTED"));
}

TEST_CASE("an upload belongs to its repository") {
    Bench bench;
    auto location = bench.start_upload("team/app");
    location.replace(location.find("app"), 3, "other");
    CHECK(bench.call("PATCH", location, "x").status == 404);
}
