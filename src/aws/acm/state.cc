// SPDX-License-Identifier: Apache-2.0
#include "aws/acm/state.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace atlas::aws::acm {
namespace {

// The validity of ACM's public certificates in 2026.
constexpr std::chrono::days lifetime{198};
constexpr std::chrono::days renewal{45};      // before the end, as ACM does
constexpr std::chrono::hours clock_slack{1};  // for clients whose clock is behind

bool is_rsa(const CertificateRow& row) {
    return key_algorithm(row.detail.key_algorithm.value_or("")) == crypto::KeyAlgorithm::rsa_2048;
}

/// An EC key is generated at once, an RSA key was generated in advance.
std::string take_key(State& state, crypto::KeyAlgorithm algorithm) {
    if (algorithm != crypto::KeyAlgorithm::rsa_2048) return crypto::make_key_pem(algorithm);
    ATLAS_CHECK(!state.ready_key_pem.empty(), "can_issue was asked");
    auto key = std::exchange(state.ready_key_pem, "");
    state.make_key();
    return key;
}

}  // namespace

Answer<const CertificateRow*> find_certificate(const State& state, const std::string& arn) {
    if (auto* row = state.certificates.find(arn)) return row;
    return AwsError{
        "ResourceNotFoundException", "Could not find certificate " + arn + ".", 400, {}
    };
}

void put_certificate(State& state, Call& call, const std::string& arn, CertificateRow row) {
    state.certificates.put(call.batch(), arn, std::move(row));
    call.after_commit([&state, arn] {
        if (state.changed) state.changed(arn);
    });
}

Result<> describe_pem(CertificateRow& row) {
    auto content = ATLAS_TRY(crypto::read_certificate(row.certificate_pem));
    auto& detail = row.detail;
    detail.serial = content.serial;
    detail.subject = content.subject;
    detail.issuer = content.issuer;
    detail.not_before = content.validity.not_before;
    detail.not_after = content.validity.not_after;
    detail.key_algorithm = content.key_algorithm;
    std::ranges::replace(*detail.key_algorithm, '-', '_');
    detail.signature_algorithm = content.signature_algorithm;
    detail.status = "ISSUED";
    return {};
}

std::optional<crypto::KeyAlgorithm> key_algorithm(const std::string& name) {
    if (name == "RSA_2048") return crypto::KeyAlgorithm::rsa_2048;
    if (name == "EC_prime256v1") return crypto::KeyAlgorithm::ec_p256;
    if (name == "EC_secp384r1") return crypto::KeyAlgorithm::ec_p384;
    return std::nullopt;
}

bool is_issue_due(const CertificateRow& row, Time now) {
    const auto& detail = row.detail;
    if (detail.type != "AMAZON_ISSUED") return false;
    const bool own =
        std::ranges::all_of(detail.subject_alternative_names, [](const std::string& name) {
            return name.ends_with(".test");
        });
    const bool ends = detail.not_after && *detail.not_after - now <= renewal;
    return own && (detail.status == "PENDING_VALIDATION" || (detail.status == "ISSUED" && ends));
}

bool can_issue(const State& state, const CertificateRow& row) {
    return !is_rsa(row) || !state.ready_key_pem.empty();
}

Result<> issue(State& state, CertificateRow& row, Time now, Random& random) {
    auto& detail = row.detail;
    crypto::ServerNames names;
    names.dns_names.assign(
        detail.subject_alternative_names.begin(), detail.subject_alternative_names.end()
    );
    auto algorithm = key_algorithm(detail.key_algorithm.value_or(""));
    ATLAS_CHECK(algorithm.has_value(), "it was checked when the certificate was requested");
    auto issued = ATLAS_TRY(crypto::issue_certificate_for_key(
        state.authority,
        take_key(state, *algorithm),
        names,
        {now - clock_slack, now + lifetime},
        random
    ));
    row.certificate_pem = issued.certificate_pem;
    row.key_pem = issued.key_pem;
    row.chain_pem = state.authority.certificate_pem;
    ATLAS_TRY(describe_pem(row));
    detail.issued_at = now;
    for (auto& option : detail.domain_validation_options)
        option.validation_status = "SUCCESS";
    return {};
}

}  // namespace atlas::aws::acm
