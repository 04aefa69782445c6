// SPDX-License-Identifier: Apache-2.0
#include "region/authority.h"

#include "linux/replace_file.h"

namespace atlas::region {
namespace {

constexpr std::chrono::days lifetime{3650};
constexpr std::chrono::days server_lifetime{3600};
// Certificates are valid from a day ago, for clients whose clock is behind.
constexpr std::chrono::hours clock_slack{24};

Result<crypto::CertificateKey> checked(const Home& home, crypto::CertificateKey pair) {
    auto read = crypto::read_certificate(pair.certificate_pem);
    if (!read)
        return Error(ErrorCode::io, authority_path(home.path()) + ": " + read.error().message());
    if (auto fits = crypto::check_key(pair); !fits)
        return Error(ErrorCode::io, home.path() + "/ca/ca.key: " + fits.error().message());
    return pair;
}

}  // namespace

std::string authority_path(const std::string& home) {
    return home + "/ca/ca.pem";
}

Result<crypto::CertificateKey> open_authority(
    const Home& home, const Clock& clock, Random& random
) {
    auto key_path = home.path() + "/ca/ca.key";
    auto certificate = linux::read_file(authority_path(home.path()));
    auto key = linux::read_file(key_path);
    if (certificate && key) return checked(home, {certificate.value(), key.value()});
    ATLAS_TRY(linux::make_directory(home.path() + "/ca"));
    auto now = clock.now();
    auto made = crypto::make_authority(
        "Atlas region " + home.identity().id, {"test"}, {now - clock_slack, now + lifetime}, random
    );
    // The key is written first: after a kill between the two writes the next start makes both
    // again, and no client has trusted the certificate yet.
    ATLAS_TRY(linux::replace_file(key_path, made.key_pem));
    ATLAS_TRY(linux::replace_file(authority_path(home.path()), made.certificate_pem));
    return made;
}

Result<crypto::CertificateKey> issue_for(
    const crypto::CertificateKey& authority,
    const std::vector<std::string>& names,
    const Clock& clock,
    Random& random
) {
    auto now = clock.now();
    return crypto::issue_certificate(
        authority, {names, {}}, {now - clock_slack, now + server_lifetime}, random
    );
}

}  // namespace atlas::region
