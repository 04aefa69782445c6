// SPDX-License-Identifier: Apache-2.0
// GetAuthorizationToken, BatchCheckLayerAvailability, GetDownloadUrlForLayer.
#include <fmt/core.h>

#include "aws/ecr/operations.h"
#include "aws/ecr/registry_token.h"
#include "aws/models/ecr/batch_check_layer_availability.h"
#include "aws/models/ecr/get_authorization_token.h"
#include "aws/models/ecr/get_download_url_for_layer.h"
#include "base/encoding.h"

namespace atlas::aws::ecr {
namespace {

constexpr std::chrono::hours download_lifetime{1};

Answer<GetAuthorizationTokenOutput>
make_token(State& state, Call& call, const GetAuthorizationTokenInput&) {
    auto expiry = call.now() + token_lifetime;
    auto password = seal_token(state.sealing_key, call.caller(), expiry, call.random());
    GetAuthorizationTokenOutput output;
    output.authorization_data.push_back(
        {encode_base64("AWS:" + password), expiry, "https://" + registry_host(call.place())}
    );
    return output;
}

Answer<BatchCheckLayerAvailabilityOutput> check_layers(
    State& state, Call& call, const BatchCheckLayerAvailabilityInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    BatchCheckLayerAvailabilityOutput output;
    for (const auto& text : input.layer_digests) {
        auto digest = registry::Digest::parse(text);
        if (!digest) {
            output.failures.push_back({text, "InvalidLayerDigest", digest.error().message()});
            continue;
        }
        Layer layer;
        layer.layer_digest = text;
        bool held = state.blobs->holds(input.repository_name, digest.value());
        layer.layer_availability = held ? "AVAILABLE" : "UNAVAILABLE";
        if (auto size = state.blobs->size_of(digest.value()); held && size) {
            layer.layer_size = static_cast<std::int64_t>(size.value());
        }
        output.layers.push_back(std::move(layer));
    }
    return output;
}

// AWS answers a presigned S3 URL. Here it is a URL of the registry with a token of the caller as
// its user information.
Answer<GetDownloadUrlForLayerOutput> download_url(
    State& state, Call& call, const GetDownloadUrlForLayerInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    auto digest = registry::Digest::parse(input.layer_digest);
    if (!digest || !state.blobs->holds(input.repository_name, digest.value())) {
        return AwsError{
            "LayersNotFoundException",
            fmt::format(
                "The layer with digest '{}' does not exist in the repository with name '{}' in "
                "the registry with id '{}'",
                input.layer_digest,
                input.repository_name,
                call.place().account
            ),
            400,
            {}
        };
    }
    auto expiry = call.now() + download_lifetime;
    auto password = seal_token(state.sealing_key, call.caller(), expiry, call.random());
    GetDownloadUrlForLayerOutput output;
    output.layer_digest = input.layer_digest;
    output.download_url = fmt::format(
        "https://AWS:{}@{}/v2/{}/blobs/{}",
        password,
        registry_host(call.place()),
        input.repository_name,
        input.layer_digest
    );
    return output;
}

}  // namespace

std::vector<Operation> layer_operations(State& state) {
    auto resource = by_repository(state);
    return {
        operation<GetAuthorizationToken>(on_state(state, make_token)),
        operation<BatchCheckLayerAvailability>(on_state(state, check_layers), resource),
        operation<GetDownloadUrlForLayer>(on_state(state, download_url), resource),
    };
}

}  // namespace atlas::aws::ecr
