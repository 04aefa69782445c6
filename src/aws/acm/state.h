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

    /// A key of RSA_2048 that was made on a worker ahead of its use; empty = none is ready.
    std::string ready_key_pem;
    /// Asks for the next one.
    std::function<void()> make_key;

    // Constant after construction.
    crypto::CertificateKey authority;  // the region's own
    /// ARNs of what serves with a certificate; asked before it may be deleted.
    std::function<std::vector<std::string>(const std::string& arn)> in_use_by;
    /// Told of a certificate that has become another one under its ARN.
    std::function<void(const std::string& arn)> changed;
};

/// The row, or ResourceNotFoundException.
Answer<const CertificateRow*> find_certificate(const State& state, const std::string& arn);

/// Stores a certificate, and tells of it once that is on the disk.
void put_certificate(State& state, Call& call, const std::string& arn, CertificateRow row);

/// The algorithms of certificates that ACM issues, by its words.
std::optional<crypto::KeyAlgorithm> key_algorithm(const std::string& name);

/// Issues a certificate of the detail's names and key algorithm from the region's authority, where
/// all names end in ".test": nobody else could own them, so there is nothing to prove. Leaves it
/// pending otherwise.
Result<> issue_own(State& state, CertificateRow& row, Time now, Random& random);
/// Whether an issued certificate ends so soon that a new one takes its place.
bool is_renewal_due(const CertificateRow& row, Time now);
/// Fills a row's detail from its PEM.
Result<> describe_pem(CertificateRow& row);

}  // namespace atlas::aws::acm
