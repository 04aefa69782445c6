// SPDX-License-Identifier: Apache-2.0
// RequestCertificate and ImportCertificate.
#include "aws/models/acm/request_certificate.h"

#include <algorithm>

#include "aws/acm/operations.h"
#include "aws/models/acm/import_certificate.h"
#include "crypto/digest.h"

namespace atlas::aws::acm {
namespace {

constexpr std::size_t names_max = 100;
constexpr std::chrono::hours token_lifetime{1};  // of idempotency tokens, as on AWS

std::string make_arn(Call& call) {
    return call.place().arn("acm", "certificate/" + call.random().uuid());
}

bool is_domain(const std::string& name) {
    auto text = name.starts_with("*.") ? name.substr(2) : name;
    if (text.empty() || name.size() > 253 || !text.contains('.')) return false;
    std::size_t label = 0;
    for (char character : text + ".") {
        if (character == '.') {
            if (label == 0 || label > 63) return false;
            label = 0;
            continue;
        }
        if (!std::isalnum(static_cast<unsigned char>(character)) && character != '-') return false;
        ++label;
    }
    return true;
}

// As on AWS, a name and its wildcard share one record, and an account always gets the same record
// for a name.
ResourceRecord validation_record(const std::string& account, const std::string& domain) {
    auto bare = domain.starts_with("*.") ? domain.substr(2) : domain;
    auto digest = crypto::sha256_hex(account + "/" + bare);
    return {
        "_" + digest.substr(0, 32) + "." + bare + ".",
        "CNAME",
        "_" + digest.substr(32, 32) + "." + crypto::sha256_hex(digest).substr(0, 10) +
            ".acm-validations.aws."
    };
}

DomainValidation validation_of(const std::string& account, const std::string& domain) {
    DomainValidation validation;
    validation.domain_name = domain;
    validation.validation_domain = domain;
    validation.validation_status = "PENDING_VALIDATION";
    validation.validation_method = "DNS";
    validation.validation_emails.leave_out();
    validation.resource_record = validation_record(account, domain);
    return validation;
}

Answer<std::vector<std::string>> names_asked(const RequestCertificateInput& input) {
    std::vector<std::string> names{input.domain_name};
    for (const auto& name : input.subject_alternative_names) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    if (names.size() > names_max) {
        return AwsError{
            "LimitExceededException", "A certificate may hold at most 100 names.", 400, {}
        };
    }
    for (const auto& name : names) {
        if (!is_domain(name)) {
            return AwsError{
                "ValidationException", "'" + name + "' is not a valid domain name.", 400, {}
            };
        }
    }
    return names;
}

Answer<RequestCertificateOutput> request_certificate(
    State& state, Call& call, const RequestCertificateInput& input
) {
    if (input.idempotency_token) {
        for (const auto& [arn, row] : state.certificates) {
            if (row.idempotency_token == *input.idempotency_token &&
                row.detail.domain_name == input.domain_name &&
                call.now() - row.detail.created_at.value_or(Time{}) < token_lifetime) {
                return RequestCertificateOutput{arn};
            }
        }
    }
    auto names = names_asked(input);
    if (!names) return std::move(names).error();
    auto algorithm = input.key_algorithm.value_or("RSA_2048");
    if (!key_algorithm(algorithm)) {
        return AwsError{
            "ValidationException",
            "Key algorithm " + algorithm + " is not supported for certificates that ACM issues.",
            400,
            {}
        };
    }
    CertificateRow row;
    auto arn = make_arn(call);
    row.idempotency_token = input.idempotency_token.value_or("");
    for (const auto& tag : input.tags)
        row.tags[tag.key] = tag.value.value_or("");
    auto& detail = row.detail;
    detail.certificate_arn = arn;
    detail.domain_name = input.domain_name;
    detail.subject_alternative_names = names.value();
    detail.created_at = call.now();
    detail.status = "PENDING_VALIDATION";
    detail.type = "AMAZON_ISSUED";
    detail.key_algorithm = algorithm;
    detail.renewal_eligibility = "INELIGIBLE";
    detail.options = input.options.value_or(CertificateOptions{"ENABLED", std::nullopt});
    for (const auto& name : names.value()) {
        detail.domain_validation_options.push_back(validation_of(call.place().account, name));
    }
    if (is_issue_due(row, call.now()) && can_issue(state, row))
        ATLAS_TRY(issue(state, row, call.now(), call.random()));
    state.certificates.put(call.batch(), arn, std::move(row));
    return RequestCertificateOutput{arn};
}

AwsError invalid(std::string message) {
    return {"ValidationException", std::move(message), 400, {}};
}

/// The row that an import begins with: a new one, or that of the certificate to import anew.
Answer<CertificateRow> row_to_import(
    State& state, Call& call, const ImportCertificateInput& input
) {
    CertificateRow row;
    if (input.certificate_arn) {
        auto found = find_certificate(state, *input.certificate_arn);
        if (!found) return std::move(found).error();
        row = *found.value();
        if (row.detail.type != "IMPORTED")
            return invalid("Certificate " + *input.certificate_arn + " is not an imported one.");
        if (!input.tags.empty()) return invalid("Tagging is not permitted on re-import.");
        return row;
    }
    row.detail.certificate_arn = make_arn(call);
    row.detail.created_at = call.now();
    row.detail.type = "IMPORTED";
    for (const auto& tag : input.tags)
        row.tags[tag.key] = tag.value.value_or("");
    return row;
}

/// Puts certificate, chain and key of the input into the row, and what they say into its detail.
Answer<> take_pem(CertificateRow& row, const ImportCertificateInput& input) {
    row.certificate_pem = input.certificate.bytes;
    row.key_pem = input.private_key.bytes;
    row.chain_pem = input.certificate_chain ? input.certificate_chain->bytes : "";
    if (auto fits = crypto::check_key({row.certificate_pem, row.key_pem}); !fits)
        return invalid(fits.error().message());
    // HAProxy loads the chain as well, so a bad one must not get there.
    if (!row.chain_pem.empty()) {
        auto count = crypto::count_certificates(row.chain_pem);
        if (!count || count.value() == 0) return invalid("The certificate chain is not valid.");
    }
    const auto former = row.detail.key_algorithm;
    if (auto read = describe_pem(row); !read) return invalid(read.error().message());
    if (former && former != row.detail.key_algorithm)
        return invalid("The type and the size of the key cannot be changed by a re-import.");
    auto content = ATLAS_TRY(crypto::read_certificate(row.certificate_pem));
    row.detail.domain_name = content.common_name;
    row.detail.subject_alternative_names = content.dns_names;
    return {};
}

Answer<ImportCertificateOutput> import_certificate(
    State& state, Call& call, const ImportCertificateInput& input
) {
    auto row = row_to_import(state, call, input);
    if (!row) return std::move(row).error();
    if (auto taken = take_pem(row.value(), input); !taken) return std::move(taken).error();
    row.value().detail.imported_at = call.now();
    auto arn = row.value().detail.certificate_arn.value();
    put_certificate(state, call, arn, std::move(row).value());
    return ImportCertificateOutput{arn};
}

}  // namespace

std::vector<Operation> request_operations(State& state) {
    return {
        operation<RequestCertificate>(on_state(state, request_certificate)),
        operation<ImportCertificate>(
            on_state(state, import_certificate),
            [&state](Call&, const ImportCertificateInput& input) {
                return certificate_resource(state, input.certificate_arn.value_or("*"));
            }
        ),
    };
}

}  // namespace atlas::aws::acm
