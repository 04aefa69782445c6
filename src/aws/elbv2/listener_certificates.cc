// SPDX-License-Identifier: Apache-2.0
// AddListenerCertificates, RemoveListenerCertificates, DescribeListenerCertificates.
#include <algorithm>

#include "aws/elbv2/operations.h"
#include "aws/elbv2/page.h"
#include "aws/models/elbv2/add_listener_certificates.h"
#include "aws/models/elbv2/describe_listener_certificates.h"
#include "aws/models/elbv2/remove_listener_certificates.h"

namespace atlas::aws::elbv2 {
namespace {

json::List<Certificate> shown(const ListenerRow& row) {
    json::List<Certificate> list;
    for (const auto& certificate : row.listener.certificates) {
        list.push_back({certificate.certificate_arn, true});
    }
    for (const auto& arn : row.certificates)
        list.push_back({arn, false});
    return list;
}

Answer<AddListenerCertificatesOutput> add_listener_certificates(
    State& state, Call& call, const AddListenerCertificatesInput& input
) {
    auto found = find_listener(state, input.listener_arn);
    if (!found) return std::move(found).error();
    auto arns = found.value()->certificates;
    for (const auto& certificate : input.certificates) {
        auto arn = certificate.certificate_arn.value_or("");
        if (!state.certificates || !state.certificates->certificate_pem(arn)) {
            return AwsError{"CertificateNotFound", "Certificate '" + arn + "' not found", 400, {}};
        }
        if (std::ranges::find(arns, arn) == arns.end()) arns.push_back(arn);
    }
    const auto& kept = state.listeners.edit(
        call.batch(), input.listener_arn, [&](ListenerRow& row) { row.certificates = arns; }
    );
    wake_balancer(state, call, kept.listener.load_balancer_arn.value_or(""));
    AddListenerCertificatesOutput output;
    output.certificates = shown(kept);
    return output;
}

Answer<RemoveListenerCertificatesOutput> remove_listener_certificates(
    State& state, Call& call, const RemoveListenerCertificatesInput& input
) {
    auto found = find_listener(state, input.listener_arn);
    if (!found) return std::move(found).error();
    const auto& kept =
        state.listeners.edit(call.batch(), input.listener_arn, [&](ListenerRow& row) {
            for (const auto& certificate : input.certificates) {
                std::erase(row.certificates, certificate.certificate_arn.value_or(""));
            }
        });
    wake_balancer(state, call, kept.listener.load_balancer_arn.value_or(""));
    return RemoveListenerCertificatesOutput{};
}

Answer<DescribeListenerCertificatesOutput> describe_listener_certificates(
    State& state, Call&, const DescribeListenerCertificatesInput& input
) {
    auto found = find_listener(state, input.listener_arn);
    if (!found) return std::move(found).error();
    DescribeListenerCertificatesOutput output;
    output.certificates = shown(*found.value());
    ATLAS_TRY(cut_page<DescribeListenerCertificates>(
        input,
        page_rules(),
        output.certificates,
        output.next_marker,
        [](const auto& certificate) { return certificate.certificate_arn.value_or(""); }
    ));
    return output;
}

}  // namespace

std::vector<Operation> listener_certificate_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return resources_of(state, {input.listener_arn});
    };
    return {
        operation<AddListenerCertificates>(on_state(state, add_listener_certificates), by_arn),
        operation<RemoveListenerCertificates>(
            on_state(state, remove_listener_certificates), by_arn
        ),
        operation<DescribeListenerCertificates>(on_state(state, describe_listener_certificates)),
    };
}

}  // namespace atlas::aws::elbv2
