// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/encoding.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "crypto/pem.h"

namespace atlas::crypto {
namespace {

std::string text_of(const X509_NAME* name) {
    openssl::Bio bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* text = nullptr;
    const auto length = BIO_get_mem_data(bio.get(), &text);
    return std::string(text, static_cast<std::size_t>(length));
}

std::string text_of(const ASN1_STRING* string) {
    return std::string(
        reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
        static_cast<std::size_t>(ASN1_STRING_length(string))
    );
}

std::string common_name_of(const X509* certificate) {
    const auto* name = X509_get_subject_name(certificate);
    const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (index < 0) return {};
    return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
}

void read_alternatives(const X509* certificate, CertificateContent& content) {
    const openssl::Names names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)
    ));
    for (int index = 0; names && index < sk_GENERAL_NAME_num(names.get()); ++index) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), index);
        if (name->type == GEN_DNS) content.dns_names.push_back(text_of(name->d.dNSName));
        if (name->type != GEN_IPADD) continue;
        const auto address = text_of(name->d.iPAddress);
        std::array<char, INET6_ADDRSTRLEN> text{};
        // An address of any other length is malformed and skipped.
        const int family = address.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
        if (family == AF_INET6 && address.size() != sizeof(in6_addr)) continue;
        inet_ntop(family, address.data(), text.data(), text.size());
        content.ip_addresses.emplace_back(text.data());
    }
}

std::string serial_of(const X509* certificate) {
    const auto hex = encode_hex(text_of(X509_get0_serialNumber(certificate)));
    std::string parted;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        if (at > 0) parted += ':';
        parted += hex.substr(at, 2);
    }
    return parted;
}

Time time_of(const ASN1_TIME* field) {
    tm parts{};
    ASN1_TIME_to_tm(field, &parts);
    // "99991231235959Z" means no expiry (RFC 5280 §4.1.2.5), and a Time ends in 2262.
    constexpr auto farthest =
        std::chrono::duration_cast<std::chrono::seconds>(Time::duration::max());
    const std::int64_t seconds = timegm(&parts);
    const auto held = std::clamp<std::int64_t>(seconds, -farthest.count(), farthest.count());
    return Time(std::chrono::seconds(held));
}

std::string key_algorithm_of(X509* certificate) {
    const auto* key = X509_get0_pubkey(certificate);
    if (!key) return "unknown";
    if (EVP_PKEY_is_a(key, "RSA")) return "RSA-" + std::to_string(EVP_PKEY_get_bits(key));
    std::array<char, 64> group{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1)
        return "EC-" + std::string(group.data(), length);
    return EVP_PKEY_get0_type_name(key);
}

std::string fingerprint_of(const X509* certificate) {
    unsigned char* der = nullptr;
    const int length = i2d_X509(certificate, &der);
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return sha256_hex(bytes);
}

}  // namespace

Result<CertificateContent> read_certificate(std::string_view pem) {
    const auto certificate = ATLAS_TRY(parse_certificate(pem));
    auto* raw = certificate.get();
    CertificateContent content;
    content.subject = text_of(X509_get_subject_name(raw));
    content.issuer = text_of(X509_get_issuer_name(raw));
    content.common_name = common_name_of(raw);
    read_alternatives(raw, content);
    content.serial = serial_of(raw);
    content.fingerprint_sha256 = fingerprint_of(raw);
    content.validity.not_before = time_of(X509_get0_notBefore(raw));
    content.validity.not_after = time_of(X509_get0_notAfter(raw));
    content.key_algorithm = key_algorithm_of(raw);
    content.signature_algorithm = OBJ_nid2ln(X509_get_signature_nid(raw));
    content.authority = X509_check_ca(raw) == 1;
    ERR_clear_error();
    return content;
}

Result<> check_key(const CertificateKey& pair) {
    const auto certificate = ATLAS_TRY(parse_certificate(pair.certificate_pem));
    const auto key = ATLAS_TRY(parse_key(pair.key_pem));
    const bool fits = X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    if (!fits) return Error(ErrorCode::invalid_argument, "the key is not the certificate's");
    return {};
}

Result<> check_issuer(std::string_view certificate_pem, std::string_view authority_pem) {
    const auto certificate = ATLAS_TRY(parse_certificate(certificate_pem));
    const auto authority = ATLAS_TRY(parse_certificate(authority_pem));
    const bool signed_by = X509_verify(certificate.get(), X509_get0_pubkey(authority.get())) == 1;
    ERR_clear_error();
    if (!signed_by) return Error(ErrorCode::invalid_argument, "not signed by that authority");
    return {};
}

}  // namespace atlas::crypto
