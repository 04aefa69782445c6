// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/models/acm/certificate_detail.h"
#include "aws/wire/call.h"
#include "crypto/certificate.h"
#include "store/table.h"

namespace atlas::aws::acm {

struct CertificateRow {
    CertificateDetail detail;
    std::string idempotency_token;
    std::string certificate_pem;  // empty while it is not issued
    std::string chain_pem;
    std::string key_pem;
    std::map<std::string, std::string> tags;
    static void fields(auto& self, auto&& field) {
        field("Detail", self.detail);
        field("IdempotencyToken", self.idempotency_token);
        field("CertificatePem", self.certificate_pem);
        field("ChainPem", self.chain_pem);
        field("KeyPem", self.key_pem);
        field("Tags", self.tags);
    }
};

/// All certificates, by ARN. Region thread only.
struct State {
    store::Table<CertificateRow> certificates{"acm.certificate"};

    // Constant after construction.
    crypto::CertificateKey authority;  // the region's own
    /// ARNs of what serves with a certificate; asked before it may be deleted.
    std::function<std::vector<std::string>(const std::string& arn)> in_use_by;
};

/// The row, or ResourceNotFoundException.
Answer<const CertificateRow*> find_certificate(const State& state, const std::string& arn);

/// Issues a certificate for these names from the region's authority, where all of them end in
/// ".test": nobody else could own them, so there is nothing to prove. Leaves it pending otherwise.
Result<> issue_own(const State& state, CertificateRow& row, Time now, Random& random);
/// Fills a row's detail from its PEM.
Result<> describe_pem(CertificateRow& row);

}  // namespace atlas::aws::acm
