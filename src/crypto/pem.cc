// SPDX-License-Identifier: Apache-2.0
#include "crypto/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/check.h"
#include "crypto/certificate.h"

namespace atlas::crypto {
namespace {

openssl::Bio reader(std::string_view pem) {
    return openssl::Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::string content(BIO* bio) {
    char* text = nullptr;
    const auto length = BIO_get_mem_data(bio, &text);
    return std::string(text, static_cast<std::size_t>(length));
}

/// Without this callback OpenSSL would ask for the pass phrase of an encrypted key on the terminal.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

}  // namespace

Result<openssl::Certificate> parse_certificate(std::string_view pem) {
    auto bio = reader(pem);
    openssl::Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, nullptr)
    );
    // OpenSSL's error queue belongs to the thread; an error left in it would confuse the next user.
    ERR_clear_error();
    if (!certificate) return Error(ErrorCode::invalid_argument, "not a PEM certificate");
    return certificate;
}

Result<int> count_certificates(std::string_view pem) {
    auto bio = reader(pem);
    int count = 0;
    auto next = [&] {
        return openssl::Certificate(PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, nullptr));
    };
    while (next())
        ++count;
    // The reason for the last failure: no further BEGIN line, or a certificate that is malformed.
    const bool read_all = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!read_all) return Error(ErrorCode::invalid_argument, "a PEM certificate is broken");
    return count;
}

Result<openssl::Key> parse_key(std::string_view pem) {
    auto bio = reader(pem);
    openssl::Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
    ERR_clear_error();
    if (!key) return Error(ErrorCode::invalid_argument, "not an unencrypted PEM private key");
    return key;
}

std::string write_pem(X509* certificate) {
    openssl::Bio bio(BIO_new(BIO_s_mem()));
    ATLAS_CHECK(PEM_write_bio_X509(bio.get(), certificate) == 1, "memory takes a certificate");
    return content(bio.get());
}

std::string write_pem(EVP_PKEY* key) {
    openssl::Bio bio(BIO_new(BIO_s_mem()));
    ATLAS_CHECK(
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "memory takes a key"
    );
    return content(bio.get());
}

}  // namespace atlas::crypto
