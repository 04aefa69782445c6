// SPDX-License-Identifier: Apache-2.0
// AddTagsToCertificate, RemoveTagsFromCertificate, ListTagsForCertificate.
#include "aws/acm/operations.h"
#include "aws/models/acm/add_tags_to_certificate.h"
#include "aws/models/acm/list_tags_for_certificate.h"
#include "aws/models/acm/remove_tags_from_certificate.h"

namespace atlas::aws::acm {
namespace {

constexpr std::size_t tags_max = 50;

Answer<AddTagsToCertificateOutput> add_tags(
    State& state, Call& call, const AddTagsToCertificateInput& input
) {
    auto found = find_certificate(state, input.certificate_arn);
    if (!found) return std::move(found).error();
    auto tags = found.value()->tags;
    for (const auto& tag : input.tags)
        tags[tag.key] = tag.value.value_or("");
    if (tags.size() > tags_max)
        return AwsError{"TooManyTagsException", "A certificate may have at most 50 tags.", 400, {}};
    state.certificates.edit(call.batch(), input.certificate_arn, [&](CertificateRow& row) {
        row.tags = tags;
    });
    return AddTagsToCertificateOutput{};
}

// As on AWS, a tag given with a value is removed only if it has that value.
Answer<RemoveTagsFromCertificateOutput> remove_tags(
    State& state, Call& call, const RemoveTagsFromCertificateInput& input
) {
    auto found = find_certificate(state, input.certificate_arn);
    if (!found) return std::move(found).error();
    state.certificates.edit(call.batch(), input.certificate_arn, [&](CertificateRow& row) {
        for (const auto& tag : input.tags) {
            auto at = row.tags.find(tag.key);
            if (at != row.tags.end() && (!tag.value || *tag.value == at->second))
                row.tags.erase(at);
        }
    });
    return RemoveTagsFromCertificateOutput{};
}

Answer<ListTagsForCertificateOutput> list_tags(
    State& state, Call&, const ListTagsForCertificateInput& input
) {
    auto found = find_certificate(state, input.certificate_arn);
    if (!found) return std::move(found).error();
    ListTagsForCertificateOutput output;
    for (const auto& [key, value] : found.value()->tags)
        output.tags.push_back({key, value});
    return output;
}

}  // namespace

std::vector<Resource> certificate_resource(const State& state, const std::string& arn) {
    Resource resource;
    resource.arn = arn;
    if (auto* row = state.certificates.find(arn)) resource.add_tags(row->tags);
    return {resource};
}

std::vector<Operation> tag_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return certificate_resource(state, input.certificate_arn);
    };
    return {
        operation<AddTagsToCertificate>(on_state(state, add_tags), by_arn),
        operation<RemoveTagsFromCertificate>(on_state(state, remove_tags), by_arn),
        operation<ListTagsForCertificate>(on_state(state, list_tags), by_arn),
    };
}

}  // namespace atlas::aws::acm
