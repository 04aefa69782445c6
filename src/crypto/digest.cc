// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.h"

#include <array>
#include <initializer_list>
#include <utility>

#include <openssl/crypto.h>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/openssl.h"

namespace atlas::crypto {
namespace {

constexpr std::size_t digest_bytes = 32;
constexpr std::size_t block_bytes = 64;

/// Fetched once, since OpenSSL 3 otherwise searches its providers at every call.
const EVP_MD* algorithm() {
    static const EVP_MD* const sha = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return sha;
}

void begin(EVP_MD_CTX* context) {
    ATLAS_CHECK(EVP_DigestInit_ex2(context, algorithm(), nullptr) == 1, "SHA-256 is built in");
}

void add(EVP_MD_CTX* context, std::string_view bytes) {
    ATLAS_CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1, "a digest takes bytes");
}

std::string finish(EVP_MD_CTX* context) {
    std::string digest(digest_bytes, '\0');
    auto* out = reinterpret_cast<unsigned char*>(digest.data());
    ATLAS_CHECK(EVP_DigestFinal_ex(context, out, nullptr) == 1, "a digest ends once");
    return digest;
}

// One context per thread saves an allocation per digest.
std::string sha256_of(std::initializer_list<std::string_view> parts) {
    thread_local const openssl::DigestContext context(EVP_MD_CTX_new());
    begin(context.get());
    for (auto part : parts)
        add(context.get(), part);
    return finish(context.get());
}

}  // namespace

std::string sha256(std::string_view bytes) {
    return sha256_of({bytes});
}

std::string sha256_hex(std::string_view bytes) {
    return encode_hex(sha256(bytes));
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    // RFC 2104: H(key ^ opad, H(key ^ ipad, bytes)), where a key longer than a block is hashed
    // first.
    std::array<char, block_bytes> inner{};
    const std::string short_key = key.size() > block_bytes ? sha256(key) : std::string(key);
    std::copy(short_key.begin(), short_key.end(), inner.begin());
    auto outer = inner;
    for (auto& byte : inner)
        byte = static_cast<char>(byte ^ 0x36);
    for (auto& byte : outer)
        byte = static_cast<char>(byte ^ 0x5c);
    const auto digest = sha256_of({std::string_view(inner.data(), inner.size()), bytes});
    return sha256_of({std::string_view(outer.data(), outer.size()), digest});
}

bool equal_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    begin(static_cast<EVP_MD_CTX*>(context_));
}

Sha256::~Sha256() {
    EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_));
}

Sha256::Sha256(Sha256&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}

Sha256& Sha256::operator=(Sha256&& other) noexcept {
    std::swap(context_, other.context_);
    return *this;
}

void Sha256::update(std::string_view bytes) {
    add(static_cast<EVP_MD_CTX*>(context_), bytes);
}

std::string Sha256::finish_hex() {
    return encode_hex(finish(static_cast<EVP_MD_CTX*>(context_)));
}

}  // namespace atlas::crypto
