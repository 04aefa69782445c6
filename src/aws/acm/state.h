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

/// A stored certificate.
struct CertificateRow {
    CertificateDetail detail;  // as DescribeCertificate returns it, without InUseBy
    std::string idempotency_token;
    std::string certificate_pem;  // empty until it is issued
    std::string chain_pem;        // may be empty
    std::string key_pem;          // secret: no answer and no log contains it
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

/// All state of aws/acm, owned by the service. Region thread only.
struct State {
    store::Table<CertificateRow> certificates{"acm.certificate"};  // by ARN

    /// An RSA_2048 key that a worker generated in advance. Empty while a worker generates it: then
    /// the next `issue` for such a key has to wait.
    std::string ready_key_pem;
    /// Starts the generation of the next key on a worker. Set at the service's start.
    std::function<void()> make_key;

    // Constant after the service's start.
    crypto::CertificateKey authority;  // the region's own
    /// The ARNs of the load balancers that use a certificate, which must not be deleted then.
    std::function<std::vector<std::string>(const std::string& arn)> in_use_by;
    /// Called after the commit of a renewal or import.
    std::function<void(const std::string& arn)> changed;
};

/// The row, or ResourceNotFoundException.
Answer<const CertificateRow*> find_certificate(const State& state, const std::string& arn);

/// Stores a renewed or imported certificate and calls `State::changed` once it is on the disk.
void put_certificate(State& state, Call& call, const std::string& arn, CertificateRow row);

/// The key algorithm by ACM's name for it; nothing for one that ACM does not issue.
std::optional<crypto::KeyAlgorithm> key_algorithm(const std::string& name);

/// Whether the row waits for a certificate that the region's authority can issue: all names end in
/// ".test" (nobody can own such a name (RFC 6761), so there is nothing to validate), and it has
/// none yet or one that expires within 45 days.
bool is_issue_due(const CertificateRow& row, Time now);
/// Whether `issue` has what it needs. Otherwise the row waits until the service has the next key.
bool can_issue(const State& state, const CertificateRow& row);
/// Issues a certificate for the detail's names and key algorithm from the region's authority.
/// Requires `can_issue`, so that no RSA key is generated on the region thread.
Result<> issue(State& state, CertificateRow& row, Time now, Random& random);
/// Fills in the part of the detail that comes from the certificate, and the status ISSUED.
Result<> describe_pem(CertificateRow& row);

}  // namespace atlas::aws::acm
