// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "aws/ecr/service.h"
#include "aws/models/ecr/batch_delete_image.h"
#include "aws/models/ecr/create_repository.h"
#include "aws/models/ecr/get_authorization_token.h"
#include "aws/wire/testing/service_fixture.h"
#include "linux/fake_file_system.h"
#include "registry/manifest.h"
#include "registry/registry.h"

namespace atlas::aws::ecr::testing {

inline const std::string name = "poc/app";

/// ECR and the registry with a disk in memory and one repository, `name`. Pushes go through the
/// registry API like a client's.
struct Bench {
    aws::testing::ServiceFixture fixture;
    linux::FakeFileSystem files{1};
    std::unique_ptr<registry::Blobs> blobs =
        registry::Blobs::open(files, "/registry", fixture.host.time).value();
    std::unique_ptr<EcrService> ecr = make_service(*blobs, std::string(32, 'k'));
    std::unique_ptr<registry::Registry> registry = registry::Registry::create(
        {*blobs,
         ecr->repositories(),
         fixture.host.thread,
         fixture.host.inline_workers,
         fixture.host.seeded}
    );

    explicit Bench(bool immutable = true) {
        fixture.start({ecr.get()});
        CreateRepositoryInput input;
        input.repository_name = name;
        if (immutable) input.image_tag_mutability = "IMMUTABLE";
        REQUIRE(fixture.call<CreateRepository>(input).ok());
    }

    /// The Authorization header of a token for `as`.
    std::string authorization(const Principal& as) {
        auto token = fixture.call<GetAuthorizationToken>({}, as);
        REQUIRE(token.ok());
        return "Basic " + *token.value().authorization_data[0].authorization_token;
    }
    using Answered = std::shared_ptr<std::optional<net::Response>>;  // empty until answered
    /// A request that must be answered at once.
    net::Response call(
        const std::string& authorized_by,
        const std::string& method,
        const std::string& target,
        const std::string& body = "",
        const std::string& type = ""
    ) {
        auto answered = send(authorized_by, method, target, body, type);
        REQUIRE(*answered);
        return **answered;
    }
    Answered send(
        const std::string& authorized_by,
        std::string method,
        std::string target,
        const std::string& body,
        const std::string& type
    ) {
        net::Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers.add("Authorization", authorized_by);
        if (!type.empty()) request.headers.add("Content-Type", type);
        request.sink = registry->body_sink()(request);
        if (request.sink) {
            REQUIRE(request.sink->write(body));
        } else {
            request.body = body;
        }
        auto answered = std::make_shared<std::optional<net::Response>>();
        registry->handler()(std::move(request), [answered](net::Response response) {
            *answered = std::move(response);
        });
        fixture.host.thread.run_all();
        return answered;
    }
    registry::Digest push_blob(const std::string& by, const std::string& bytes) {
        auto started = call(by, "POST", "/v2/" + name + "/blobs/uploads/");
        REQUIRE(started.status == 202);
        auto digest = registry::Digest::of(bytes);
        auto put =
            call(by, "PUT", *started.headers.find("Location") + "?digest=" + digest.text(), bytes);
        REQUIRE(put.status == 201);
        return digest;
    }
    /// Pushes an image with one layer under a tag.
    net::Response push(const std::string& by, const std::string& tag, const std::string& layer) {
        auto answered = begin_push(by, tag, layer);
        REQUIRE(*answered);
        return **answered;
    }
    /// The same, not answered while the store is held.
    Answered begin_push(const std::string& by, const std::string& tag, const std::string& layer) {
        auto part = [](const registry::Digest& digest) {
            return R"({"mediaType":"application/vnd.oci.image.config.v1+json",)"
                   R"("size":2,"digest":")" +
                   digest.text() + R"("})";
        };
        auto config = part(push_blob(by, "{}"));
        auto manifest = R"({"schemaVersion":2,"config":)" + config + R"(,"layers":[)" +
                        part(push_blob(by, layer)) + "]}";
        auto target = "/v2/" + name + "/manifests/" + tag;
        return send(by, "PUT", target, manifest, std::string(registry::oci_manifest));
    }
    /// Pushes an index of images of the repository under a tag; returns its digest.
    std::string push_index(const std::string& tag, const std::vector<std::string>& digests) {
        std::string parts;
        for (const auto& digest : digests) {
            parts += parts.empty() ? "" : ",";
            parts += R"({"mediaType":")" + std::string(registry::oci_manifest) +
                     R"(","size":2,"digest":")" + digest + R"("})";
        }
        auto pushed = call(
            authorization(fixture.administrator()),
            "PUT",
            "/v2/" + name + "/manifests/" + tag,
            R"({"schemaVersion":2,"manifests":[)" + parts + "]}",
            std::string(registry::oci_index)
        );
        REQUIRE(pushed.status == 201);
        return *pushed.headers.find("Docker-Content-Digest");
    }
    net::Response as_administrator(const std::string& method, const std::string& reference) {
        auto by = authorization(fixture.administrator());
        return call(by, method, "/v2/" + name + "/manifests/" + reference);
    }
    BatchDeleteImageOutput remove(const std::vector<ImageIdentifier>& ids) {
        BatchDeleteImageInput input;
        input.repository_name = name;
        for (const auto& id : ids)
            input.image_ids.push_back(id);
        return fixture.call<BatchDeleteImage>(input).value();
    }
    /// Removes a tag; the change is not on the disk while the store is held.
    void begin_remove(const std::string& tag) {
        BatchDeleteImageInput input;
        input.repository_name = name;
        input.image_ids.push_back({std::nullopt, tag});
        auto as = fixture.administrator();
        perform<BatchDeleteImage>(fixture.host, as, input, [](const auto&) {});
    }
    std::string push_as_administrator(const std::string& tag, const std::string& layer) {
        auto pushed = push(authorization(fixture.administrator()), tag, layer);
        REQUIRE(pushed.status == 201);
        return *pushed.headers.find("Docker-Content-Digest");
    }
};

/// Whether the registry answered this status and error code.
inline bool says(const net::Response& response, int status, const std::string& code) {
    return response.status == status && response.body.contains("\"" + code + "\"");
}

}  // namespace atlas::aws::ecr::testing
