// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/service.h"

#include <doctest/doctest.h>

#include "aws/ecr/testing/push_bench.h"
#include "aws/models/ecr/batch_delete_image.h"
#include "aws/models/ecr/batch_get_image.h"
#include "aws/models/ecr/create_repository.h"
#include "aws/models/ecr/delete_repository.h"
#include "aws/models/ecr/describe_images.h"
#include "aws/models/ecr/describe_repositories.h"
#include "aws/models/ecr/get_authorization_token.h"
#include "aws/models/ecr/get_download_url_for_layer.h"
#include "aws/models/ecr/get_lifecycle_policy.h"
#include "aws/models/ecr/list_images.h"
#include "aws/models/ecr/put_image_tag_mutability.h"
#include "aws/models/ecr/put_lifecycle_policy.h"
#include "aws/models/ecr/set_repository_policy.h"
#include "aws/models/ecr/tag_resource.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::ecr;
using namespace atlas::aws::ecr::testing;

namespace {

DescribeImagesInput every_image() {
    DescribeImagesInput input;
    input.repository_name = name;
    return input;
}

}  // namespace

TEST_CASE("a repository is made once and described as AWS does") {
    Bench bench;
    auto found = bench.fixture.call<DescribeRepositories>({});
    REQUIRE(found.ok());
    REQUIRE(found.value().repositories.size() == 1);
    const auto& repository = found.value().repositories[0];
    CHECK(repository.repository_uri == "000011112222.dkr.ecr.us-east-1.atlas.test/poc/app");
    CHECK(repository.repository_arn == "arn:aws:ecr:us-east-1:000011112222:repository/poc/app");
    CHECK(repository.image_tag_mutability == "IMMUTABLE");
    CHECK(repository.encryption_configuration->encryption_type == "AES256");
    CreateRepositoryInput again;
    again.repository_name = name;
    CHECK(
        bench.fixture.call<CreateRepository>(again).error().code ==
        "RepositoryAlreadyExistsException"
    );
    DescribeRepositoriesInput other;
    other.repository_names.push_back("none");
    CHECK(
        bench.fixture.call<DescribeRepositories>(other).error().message ==
        "The repository with name 'none' does not exist in the registry with id '000011112222'"
    );
}

TEST_CASE("what is pushed by the registry is described and read by the API") {
    Bench bench;
    auto digest = bench.push_as_administrator("v1", "layer");
    auto described = bench.fixture.call<DescribeImages>(every_image());
    REQUIRE(described.ok());
    REQUIRE(described.value().image_details.size() == 1);
    CHECK(described.value().image_details[0].image_digest == digest);
    CHECK(described.value().image_details[0].image_tags == std::vector<std::string>{"v1"});
    BatchGetImageInput wanted;
    wanted.repository_name = name;
    wanted.image_ids.push_back({std::nullopt, "v1"});
    wanted.image_ids.push_back({std::nullopt, "v2"});
    auto images = bench.fixture.call<BatchGetImage>(wanted);
    REQUIRE(images.ok());
    CHECK(images.value().images[0].image_id->image_digest == digest);
    CHECK(registry::Digest::of(*images.value().images[0].image_manifest).text() == digest);
    CHECK(images.value().failures[0].failure_code == "ImageNotFound");
}

TEST_CASE("an immutable tag refuses another image, a mutable one moves") {
    Bench bench;
    bench.push_as_administrator("v1", "layer");
    auto by = bench.authorization(bench.fixture.administrator());
    CHECK(bench.push(by, "v1", "layer").status == 201);
    auto refused = bench.push(by, "v1", "other");
    CHECK(says(refused, 400, "TAG_INVALID"));
    CHECK(refused.body.contains("because the tag is immutable"));
    PutImageTagMutabilityInput mutable_tags;
    mutable_tags.repository_name = name;
    mutable_tags.image_tag_mutability = "MUTABLE";
    REQUIRE(bench.fixture.call<PutImageTagMutability>(mutable_tags).ok());
    auto moved = bench.push_as_administrator("v1", "other");
    auto described = bench.fixture.call<DescribeImages>(every_image());
    for (const auto& image : described.value().image_details)
        CHECK(image.image_tags.empty() == (image.image_digest != moved));
}

TEST_CASE("an image that an index refers to stays, by whichever way it is deleted") {
    Bench bench(false);
    auto part = bench.push_as_administrator("part", "layer");
    auto other = bench.push_as_administrator("other", "another layer");
    auto index = bench.push_index("index", {part, other});
    auto answer = bench.remove({{part, std::nullopt}});
    REQUIRE(answer.failures.size() == 1);
    CHECK(answer.failures[0].failure_code == "ImageReferencedByManifestList");
    CHECK(
        answer.failures[0].failure_reason ==
        "Requested image referenced by manifest list: [" + index + "]"
    );
    CHECK(answer.image_ids.empty());
    CHECK(says(bench.as_administrator("DELETE", part), 403, "DENIED"));
    answer = bench.remove({{std::nullopt, "part"}});
    CHECK(answer.failures.empty());
    CHECK(bench.as_administrator("GET", "part").status == 404);
    CHECK(bench.as_administrator("DELETE", "other").status == 202);
    for (const auto& digest : {part, other, index})
        CHECK(bench.as_administrator("GET", digest).status == 200);
    // An index can be removed together with its images, or before them.
    answer = bench.remove({{part, std::nullopt}, {index, std::nullopt}});
    CHECK(answer.failures.empty());
    CHECK(answer.image_ids.size() == 2);
    CHECK(bench.remove({{other, std::nullopt}}).failures.empty());
    CHECK(bench.fixture.call<DescribeImages>(every_image()).value().image_details.empty());
}

TEST_CASE("by the registry's API a tag goes alone, and the image with its last one") {
    Bench bench(false);
    auto digest = bench.push_as_administrator("one", "layer");
    bench.push_as_administrator("two", "layer");
    CHECK(bench.as_administrator("DELETE", "one").status == 202);
    CHECK(bench.as_administrator("GET", "one").status == 404);
    CHECK(bench.as_administrator("GET", "two").status == 200);
    CHECK(bench.as_administrator("DELETE", "two").status == 202);
    CHECK(bench.as_administrator("GET", digest).status == 404);
}

TEST_CASE("a lifecycle policy expires no image that an index refers to") {
    Bench bench(false);
    auto part = bench.push_as_administrator("part", "layer");
    auto lonely = bench.push_as_administrator("lonely", "another layer");
    auto index = bench.push_index("index", {part});
    bench.remove({{std::nullopt, "part"}});
    bench.push_as_administrator("lonely", "newest layer");
    PutLifecyclePolicyInput policy;
    policy.repository_name = name;
    policy.lifecycle_policy_text =
        R"({"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged",)"
        R"("countType":"sinceImagePushed","countUnit":"days","countNumber":1},)"
        R"("action":{"type":"expire"}}]})";
    REQUIRE(bench.fixture.call<PutLifecyclePolicy>(policy).ok());
    bench.fixture.advance(std::chrono::hours(26));
    CHECK(bench.as_administrator("GET", lonely).status == 404);
    CHECK(bench.as_administrator("GET", part).status == 200);
    bench.remove({{std::nullopt, "index"}});
    bench.fixture.advance(std::chrono::hours(1));
    CHECK(bench.as_administrator("GET", part).status == 404);
}

TEST_CASE("each push and pull is the caller's right by IAM") {
    Bench bench;
    auto arn = std::string("arn:aws:ecr:us-east-1:000011112222:repository/poc/app");
    auto policy = [&](const std::string& actions) {
        return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
               R"("Action":"ecr:GetAuthorizationToken",)"
               R"("Resource":"*"},{"Effect":"Allow","Action":[)" +
               actions + R"(],"Resource":")" + arn + R"("}]})";
    };
    bench.push_as_administrator("v1", "layer");
    auto puller =
        bench.fixture.role("puller", policy(R"("ecr:BatchGetImage","ecr:GetDownloadUrlForLayer")"));
    auto by = bench.authorization(puller);
    CHECK(bench.call(by, "GET", "/v2/").status == 200);
    CHECK(bench.call(by, "GET", "/v2/poc/app/manifests/v1").status == 200);
    auto blob = "/v2/poc/app/blobs/" + registry::Digest::of("layer").text();
    CHECK(bench.call(by, "GET", blob).status == 200);
    CHECK(says(bench.call(by, "HEAD", blob), 403, "DENIED"));
    auto refused = bench.call(by, "POST", "/v2/poc/app/blobs/uploads/");
    CHECK(says(refused, 403, "DENIED"));
    CHECK(refused.body.contains("is not authorized to perform: ecr:InitiateLayerUpload"));
    auto nobody = bench.fixture.role("nobody", policy(R"("ecr:ListImages")"));
    CHECK(says(
        bench.call(bench.authorization(nobody), "GET", "/v2/poc/app/manifests/v1"), 403, "DENIED"
    ));
    CHECK(
        bench.fixture.call<GetAuthorizationToken>({}, bench.fixture.role("none")).error().code ==
        "AccessDeniedException"
    );
}

TEST_CASE("a repository's own policy lets others pull") {
    Bench bench;
    bench.push_as_administrator("v1", "layer");
    auto reader = bench.fixture.role(
        "reader",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
        R"("Action":"ecr:GetAuthorizationToken","Resource":"*"}]})"
    );
    auto by = bench.authorization(reader);
    CHECK(bench.call(by, "GET", "/v2/poc/app/manifests/v1").status == 403);
    SetRepositoryPolicyInput open;
    open.repository_name = name;
    open.policy_text =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
        reader.role_arn + R"("},"Action":"ecr:BatchGetImage"}]})";
    auto set = bench.fixture.call<SetRepositoryPolicy>(open);
    CHECK_MESSAGE(set.ok(), (set.ok() ? "" : set.error().message));
    CHECK(bench.call(by, "GET", "/v2/poc/app/manifests/v1").status == 200);
}

TEST_CASE("a token ends, and one that is not ours is none") {
    Bench bench;
    auto by = bench.authorization(bench.fixture.administrator());
    CHECK(says(bench.call("Basic QVdTOng=", "GET", "/v2/"), 401, "UNAUTHORIZED"));
    CHECK(says(bench.call("", "GET", "/v2/"), 401, "UNAUTHORIZED"));
    bench.fixture.advance(std::chrono::hours(13));
    CHECK(says(bench.call(by, "GET", "/v2/"), 403, "DENIED"));
}

TEST_CASE("an image goes with its last tag, and its bytes with the last image that has them") {
    Bench bench;
    auto first = bench.push_as_administrator("v1", "shared");
    auto by = bench.authorization(bench.fixture.administrator());
    CHECK(bench.push(by, "v1-again", "shared").status == 201);
    bench.push_as_administrator("v2", "own");
    auto remove = [&](const std::string& tag) {
        BatchDeleteImageInput input;
        input.repository_name = name;
        input.image_ids.push_back({std::nullopt, tag});
        auto removed = bench.fixture.call<BatchDeleteImage>(input);
        REQUIRE(removed.ok());
        CHECK(removed.value().failures.empty());
    };
    remove("v1");
    CHECK(bench.fixture.call<DescribeImages>(every_image()).value().image_details.size() == 2);
    bench.fixture.advance(std::chrono::hours(1));
    remove("v1-again");
    bench.fixture.settle();
    CHECK(bench.fixture.call<DescribeImages>(every_image()).value().image_details.size() == 1);
    CHECK_FALSE(bench.blobs->contains(registry::Digest::of("shared")));
    CHECK(bench.blobs->contains(registry::Digest::of("{}")));
    CHECK(bench.blobs->contains(registry::Digest::of("own")));
    CHECK(bench.call(by, "GET", "/v2/poc/app/manifests/" + first).status == 404);
}

TEST_CASE("a repository with images is deleted only by force, and its bytes with it") {
    Bench bench;
    bench.push_as_administrator("v1", "layer");
    DeleteRepositoryInput input;
    input.repository_name = name;
    CHECK(
        bench.fixture.call<DeleteRepository>(input).error().code == "RepositoryNotEmptyException"
    );
    input.force = true;
    CHECK(bench.fixture.call<DeleteRepository>(input).ok());
    bench.fixture.settle();
    CHECK_FALSE(bench.blobs->contains(registry::Digest::of("layer")));
    CHECK(
        bench.fixture.call<DeleteRepository>(input).error().code == "RepositoryNotFoundException"
    );
}

TEST_CASE("a lifecycle policy is kept as it was given and really expires") {
    Bench bench;
    GetLifecyclePolicyInput read;
    read.repository_name = name;
    CHECK(
        bench.fixture.call<GetLifecyclePolicy>(read).error().code ==
        "LifecyclePolicyNotFoundException"
    );
    PutLifecyclePolicyInput input;
    input.repository_name = name;
    input.lifecycle_policy_text = R"({"rules":[{"rulePriority":1}]})";
    CHECK(
        bench.fixture.call<PutLifecyclePolicy>(input).error().code == "InvalidParameterException"
    );
    input.lifecycle_policy_text = R"({"rules":[{"rulePriority":1,"selection":{"tagStatus":"any",)"
                                  R"("countType":"imageCountMoreThan",)"
                                  R"("countNumber":1},"action":{"type":"expire"}}]})";
    REQUIRE(bench.fixture.call<PutLifecyclePolicy>(input).ok());
    CHECK(
        bench.fixture.call<GetLifecyclePolicy>(read).value().lifecycle_policy_text ==
        input.lifecycle_policy_text
    );
    bench.push_as_administrator("old", "1");
    bench.fixture.advance(std::chrono::minutes(1));
    auto newest = bench.push_as_administrator("new", "2");
    bench.fixture.advance(std::chrono::hours(1));
    auto left = bench.fixture.call<DescribeImages>(every_image()).value().image_details;
    REQUIRE(left.size() == 1);
    CHECK(left[0].image_digest == newest);
}

TEST_CASE("after a restart repositories and images are as before") {
    Bench bench;
    auto digest = bench.push_as_administrator("v1", "layer");
    aws::testing::ServiceFixture second;
    second.store.rows = bench.fixture.store.rows;
    auto ecr = make_service(*bench.blobs, std::string(32, 'k'));
    second.start({ecr.get()});
    auto described = second.call<DescribeImages>(every_image());
    REQUIRE(described.ok());
    REQUIRE(described.value().image_details.size() == 1);
    CHECK(described.value().image_details[0].image_digest == digest);
    REQUIRE(ecr->repositories().find(name, "v1"));
    CHECK(ecr->repositories().find(name, "v1")->digest.text() == digest);
}

TEST_CASE("lists come in pages") {
    Bench bench;
    for (auto tag : {"a", "b", "c"})
        bench.push_as_administrator(tag, tag);
    ListImagesInput input;
    input.repository_name = name;
    input.max_results = 2;
    auto first = bench.fixture.call<ListImages>(input);
    REQUIRE(first.ok());
    CHECK(first.value().image_ids.size() == 2);
    input.next_token = first.value().next_token;
    auto second = bench.fixture.call<ListImages>(input);
    CHECK(second.value().image_ids.size() == 1);
    CHECK_FALSE(second.value().next_token);
    input.next_token = "junk";
    CHECK(bench.fixture.call<ListImages>(input).error().code == "InvalidParameterException");
}
