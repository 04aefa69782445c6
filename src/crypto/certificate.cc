// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.h"

#include <array>

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "base/check.h"
#include "crypto/pem.h"

namespace atlas::crypto {
namespace {

constexpr std::size_t common_name_max = 64;  // X.509's ub-common-name
constexpr int serial_bytes = 16;

openssl::Key make_key(KeyAlgorithm algorithm) {
    const char* curve = algorithm == KeyAlgorithm::ec_p384 ? "P-384" : "P-256";
    openssl::Key key(algorithm == KeyAlgorithm::rsa_2048 ? EVP_RSA_gen(2048u) : EVP_EC_gen(curve));
    ATLAS_CHECK(key != nullptr, "P-256, P-384 and RSA are built in");
    return key;
}

void set_time(ASN1_TIME* field, Time time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    ATLAS_CHECK(ASN1_TIME_set(field, seconds) != nullptr, "a validity is within X.509's years");
}

/// 126 random bits below a fixed 01: positive, always of the same length, and practically unique,
/// as RFC 5280 §4.1.2.2 requires of serial numbers.
void set_serial(X509* certificate, Random& random) {
    auto bytes = random.bytes(serial_bytes);
    bytes[0] = static_cast<char>((bytes[0] & 0x7f) | 0x40);
    const auto* raw = reinterpret_cast<const unsigned char*>(bytes.data());
    openssl::Number number(BN_bin2bn(raw, serial_bytes, nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    openssl::Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    ATLAS_CHECK(extension != nullptr, "the values of our extensions were checked");
    X509_add_ext(certificate, extension.get(), -1);
}

openssl::Certificate blank(
    std::string_view common_name, EVP_PKEY* key, Validity validity, Random& random
) {
    openssl::Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    set_serial(certificate.get(), random);
    set_time(X509_getm_notBefore(certificate.get()), validity.not_before);
    set_time(X509_getm_notAfter(certificate.get()), validity.not_after);
    X509_set_pubkey(certificate.get(), key);
    if (!common_name.empty() && common_name.size() <= common_name_max) {
        X509_NAME_add_entry_by_txt(
            X509_get_subject_name(certificate.get()),
            "CN",
            MBSTRING_UTF8,
            reinterpret_cast<const unsigned char*>(common_name.data()),
            static_cast<int>(common_name.size()),
            -1,
            0
        );
    }
    return certificate;
}

void sign(X509* certificate, EVP_PKEY* key) {
    ATLAS_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0, "a P-256 key signs");
}

/// Whether a text is a DNS name as certificates carry it; the first label may be "*". The permitted
/// characters have no meaning in OpenSSL's syntax for extensions, so a name cannot inject others.
bool is_dns_name(std::string_view name) {
    if (name.starts_with("*.")) name.remove_prefix(2);
    if (name.empty() || name.size() > 253) return false;
    std::size_t label = 0;
    for (char character : name) {
        const bool plain =
            (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
            (character >= '0' && character <= '9') || character == '-' || character == '_';
        if (character == '.' ? label == 0 : !plain) return false;
        label = character == '.' ? 0 : label + 1;
        if (label > 63) return false;
    }
    return label > 0;
}

bool is_ip_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address;
    return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

/// The subjectAltName in OpenSSL's syntax for extensions.
Result<std::string> alternative_names(const ServerNames& names) {
    std::string list;
    for (const auto& name : names.dns_names) {
        if (!is_dns_name(name))
            return Error(ErrorCode::invalid_argument, "'" + name + "' is no DNS name");
        list += (list.empty() ? "DNS:" : ",DNS:") + name;
    }
    for (const auto& address : names.ip_addresses) {
        if (!is_ip_address(address))
            return Error(ErrorCode::invalid_argument, "'" + address + "' is no IP address");
        list += (list.empty() ? "IP:" : ",IP:") + address;
    }
    if (list.empty()) return Error(ErrorCode::invalid_argument, "a certificate needs a name");
    return list;
}

}  // namespace

CertificateKey make_authority(
    std::string_view common_name,
    const std::vector<std::string>& permitted_domains,
    Validity validity,
    Random& random
) {
    auto key = make_key(KeyAlgorithm::ec_p256);
    auto certificate = blank(common_name, key.get(), validity, random);
    auto* raw = certificate.get();
    X509_set_issuer_name(raw, X509_get_subject_name(raw));
    add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(raw, raw, NID_subject_key_identifier, "hash");
    std::string constraint;
    for (const auto& domain : permitted_domains) {
        ATLAS_CHECK(is_dns_name(domain), "permitted domains are ours");
        constraint += ",permitted;DNS:" + domain;
    }
    if (!constraint.empty()) {
        add_extension(raw, raw, NID_name_constraints, "critical" + constraint);
    }
    sign(raw, key.get());
    return {write_pem(raw), write_pem(key.get())};
}

std::string make_key_pem(KeyAlgorithm algorithm) {
    return write_pem(make_key(algorithm).get());
}

Result<CertificateKey> issue_certificate(
    const CertificateKey& authority, const ServerNames& names, Validity validity, Random& random
) {
    auto key = make_key_pem(KeyAlgorithm::ec_p256);
    return issue_certificate_for_key(authority, key, names, validity, random);
}

Result<CertificateKey> issue_certificate_for_key(
    const CertificateKey& authority,
    std::string_view key_pem,
    const ServerNames& names,
    Validity validity,
    Random& random
) {
    const auto alternatives = ATLAS_TRY(alternative_names(names));
    const auto issuer = ATLAS_TRY(parse_certificate(authority.certificate_pem));
    const auto issuer_key = ATLAS_TRY(parse_key(authority.key_pem));
    const auto key = ATLAS_TRY(parse_key(key_pem));
    const bool rsa = EVP_PKEY_is_a(key.get(), "RSA") == 1;
    // Clients check the alternative names; the common name is for people.
    const std::string_view first =
        names.dns_names.empty() ? names.ip_addresses.front() : names.dns_names.front();
    auto certificate = blank(first, key.get(), validity, random);
    auto* raw = certificate.get();
    X509_set_issuer_name(raw, X509_get_subject_name(issuer.get()));
    add_extension(raw, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    // The RSA key exchange of TLS 1.2 needs keyEncipherment.
    add_extension(
        raw,
        issuer.get(),
        NID_key_usage,
        rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature"
    );
    add_extension(raw, issuer.get(), NID_ext_key_usage, "serverAuth,clientAuth");
    add_extension(raw, issuer.get(), NID_subject_key_identifier, "hash");
    add_extension(raw, issuer.get(), NID_authority_key_identifier, "keyid");
    add_extension(raw, issuer.get(), NID_subject_alt_name, alternatives);
    sign(raw, issuer_key.get());
    return CertificateKey{write_pem(raw), write_pem(key.get())};
}

}  // namespace atlas::crypto
