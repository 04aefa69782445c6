// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/read_request.h"

#include "aws/wire/decode_json.h"
#include "aws/wire/decode_query.h"
#include "aws/wire/error_document.h"
#include "aws/wire/sigv4.h"
#include "aws/wire/validate.h"

namespace atlas::aws {
namespace {

/// SDKs send a UUID. A longer id is ignored, since it would become the key of a stored row.
constexpr std::size_t invocation_id_max = 64;

/// IAM is a global service: its requests are always signed for us-east-1.
std::string_view region_of(const ServiceModel& service, const Place& place) {
    return service.name == "iam" ? std::string_view("us-east-1") : std::string_view(place.region);
}

std::string header_of(const net::Request& request, std::string_view name) {
    auto* value = request.headers.find(name);
    return value ? *value : std::string();
}

Answer<json::Value> decode_input(const net::Request& request, const Target& target) {
    const auto* input = target.operation->input;
    switch (target.service->protocol) {
        case Protocol::ec2:
        case Protocol::query:
            return decode_query(target.service->protocol, input, target.form);
        case Protocol::json:
            return decode_json(input, request.body);
        case Protocol::rest_json:
        case Protocol::rest_xml:
            break;
    }
    return decode_rest_json(input, request, target.labels);
}

}  // namespace

RequestReader::RequestReader(
    Host& host,
    const Identities& identities,
    const OperationIndex& index,
    const OperationTable& table
)
    : place_(host.place()),
      clock_(host.clock()),
      identities_(identities),
      index_(index),
      table_(table) {}

Answer<ReadRequest> RequestReader::read(const net::Request& request, Target& target) const {
    auto signature = parse_signature(request);
    auto found = index_.find(request, signature ? signature.value().service : std::string());
    if (!found) {
        target.protocol = Protocol::query;
        return std::move(found).error();
    }
    target = std::move(found).value();
    if (!target.service) {
        if (!signature) return std::move(signature).error();
        return not_implemented(signature.value().service, target.asked);
    }
    if (!signature) return in_words_of(*target.service, std::move(signature).error());
    auto read = believe(request, signature.value(), target);
    if (!read) return in_words_of(*target.service, std::move(read).error());
    return read;
}

Answer<ReadRequest> RequestReader::believe(
    const net::Request& request, const Signature& signature, const Target& target
) const {
    ReadRequest read;
    auto credentials =
        identities_.find_credentials(signature.access_key_id, signature.session_token);
    if (!credentials) return std::move(credentials).error();
    Expected expected{
        .secret_access_key = credentials.value().secret_access_key,
        .region = region_of(*target.service, place_),
        .service = target.service->signing_name,
        .now = clock_.now()
    };
    // The region and the service come from the operation found, not from the client's scope.
    auto hash = verify_signature(request, signature, expected);
    if (!hash) return std::move(hash).error();
    if (target.operation) read.entry = table_.find(target.service->name, target.operation->name);
    if (!read.entry) return not_implemented(target.service->iam_prefix, target.asked);
    auto input = decode_input(request, target);
    if (!input) return std::move(input).error();
    auto valid = validate(*target.service, *target.operation, input.value());
    if (!valid) return std::move(valid).error();
    read.principal = std::move(credentials.value().principal);
    read.principal.access_key_id = signature.access_key_id;
    read.origin = {request.peer, header_of(request, "user-agent")};
    read.input = std::move(input).value();
    read.invocation_id = header_of(request, "amz-sdk-invocation-id");
    if (read.invocation_id.size() > invocation_id_max) read.invocation_id.clear();
    read.payload_hash = std::move(hash).value();
    return read;
}

}  // namespace atlas::aws
