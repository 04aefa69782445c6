// SPDX-License-Identifier: Apache-2.0
// DescribeCertificate, ListCertificates, GetCertificate, DeleteCertificate,
// UpdateCertificateOptions.
#include "aws/models/acm/describe_certificate.h"

#include <algorithm>

#include "aws/acm/operations.h"
#include "aws/models/acm/delete_certificate.h"
#include "aws/models/acm/get_certificate.h"
#include "aws/models/acm/list_certificates.h"
#include "aws/models/acm/update_certificate_options.h"
#include "aws/wire/page.h"

namespace atlas::aws::acm {
namespace {

std::vector<std::string> users_of(const State& state, const std::string& arn) {
    return state.in_use_by ? state.in_use_by(arn) : std::vector<std::string>{};
}

Answer<DescribeCertificateOutput> describe_certificate(
    State& state, Call&, const DescribeCertificateInput& input
) {
    auto found = find_certificate(state, input.certificate_arn);
    if (!found) return std::move(found).error();
    auto detail = found.value()->detail;
    detail.in_use_by = users_of(state, input.certificate_arn);
    return DescribeCertificateOutput{detail};
}

bool contains(const std::vector<std::string>& list, const std::string& value) {
    return std::ranges::find(list, value) != list.end();
}

/// Without key types AWS lists certificates of RSA with 1,024 or 2,048 bits only.
bool is_listed(const ListCertificatesInput& input, const CertificateDetail& detail) {
    const auto& statuses = input.certificate_statuses;
    if (!statuses.empty() && !contains(statuses, detail.status.value_or(""))) return false;
    std::vector<std::string> keys{"RSA_1024", "RSA_2048"};
    if (input.includes && !input.includes->key_types.empty())
        keys = {input.includes->key_types.begin(), input.includes->key_types.end()};
    return contains(keys, detail.key_algorithm.value_or(""));
}

Answer<ListCertificatesOutput> list_certificates(
    State& state, Call&, const ListCertificatesInput& input
) {
    ListCertificatesOutput output;
    for (const auto& [arn, row] : state.certificates) {
        if (!is_listed(input, row.detail)) continue;
        CertificateSummary summary;
        summary.certificate_arn = arn;
        summary.domain_name = row.detail.domain_name;
        summary.subject_alternative_name_summaries = row.detail.subject_alternative_names;
        summary.has_additional_subject_alternative_names = false;
        summary.status = row.detail.status;
        summary.type = row.detail.type;
        summary.key_algorithm = row.detail.key_algorithm;
        summary.in_use = !users_of(state, arn).empty();
        summary.created_at = row.detail.created_at;
        summary.issued_at = row.detail.issued_at;
        summary.not_before = row.detail.not_before;
        summary.not_after = row.detail.not_after;
        output.certificate_summary_list.push_back(std::move(summary));
    }
    const PageRules rules{.bad_token = {"ValidationException", "Invalid NextToken.", 400, {}}};
    ATLAS_TRY(cut_page<ListCertificates>(
        input,
        rules,
        output.certificate_summary_list,
        output.next_token,
        [](const auto& each) { return each.certificate_arn.value_or(""); }
    ));
    return output;
}

Answer<GetCertificateOutput> get_certificate(
    State& state, Call&, const GetCertificateInput& input
) {
    auto found = find_certificate(state, input.certificate_arn);
    if (!found) return std::move(found).error();
    const auto& row = *found.value();
    if (row.certificate_pem.empty()) {
        return AwsError{
            "RequestInProgressException",
            "Certificate " + input.certificate_arn + " is not issued yet.",
            400,
            {}
        };
    }
    return GetCertificateOutput{row.certificate_pem, row.chain_pem};
}

Answer<DeleteCertificateOutput> delete_certificate(
    State& state, Call& call, const DeleteCertificateInput& input
) {
    auto found = find_certificate(state, input.certificate_arn);
    if (!found) return std::move(found).error();
    if (!users_of(state, input.certificate_arn).empty()) {
        return AwsError{
            "ResourceInUseException",
            "Certificate " + input.certificate_arn + " in account " + call.place().account +
                " is in use.",
            400,
            {}
        };
    }
    state.certificates.erase(call.batch(), input.certificate_arn);
    return DeleteCertificateOutput{};
}

Answer<UpdateCertificateOptionsOutput> update_certificate_options(
    State& state, Call& call, const UpdateCertificateOptionsInput& input
) {
    auto found = find_certificate(state, input.certificate_arn);
    if (!found) return std::move(found).error();
    state.certificates.edit(call.batch(), input.certificate_arn, [&](CertificateRow& row) {
        row.detail.options = input.options;
    });
    return UpdateCertificateOptionsOutput{};
}

}  // namespace

std::vector<Operation> describe_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return certificate_resource(state, input.certificate_arn);
    };
    return {
        operation<DescribeCertificate>(on_state(state, describe_certificate), by_arn),
        operation<ListCertificates>(on_state(state, list_certificates)),
        operation<GetCertificate>(on_state(state, get_certificate), by_arn),
        operation<DeleteCertificate>(on_state(state, delete_certificate), by_arn),
        operation<UpdateCertificateOptions>(on_state(state, update_certificate_options), by_arn),
    };
}

}  // namespace atlas::aws::acm
