// SPDX-License-Identifier: Apache-2.0
#include "crypto/seal.h"

#include "base/check.h"
#include "crypto/openssl.h"

namespace atlas::crypto {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

// Fetched once, since OpenSSL 3 otherwise searches its providers at every call.
const EVP_CIPHER* algorithm() {
    static const EVP_CIPHER* const aes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return aes;
}

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::string& bytes, std::size_t at = 0) {
    return reinterpret_cast<unsigned char*>(bytes.data() + at);
}

/// A cipher to which the data is passed next: it has the key, the nonce and the context.
openssl::CipherContext start(
    bool encrypt, std::string_view key, std::string_view nonce, std::string_view context
) {
    ATLAS_CHECK(key.size() == key_bytes, "sealing keys are made with 32 bytes");
    openssl::CipherContext cipher(EVP_CIPHER_CTX_new());
    int length = 0;
    ATLAS_CHECK(
        EVP_CipherInit_ex2(cipher.get(), algorithm(), raw(key), raw(nonce), encrypt, nullptr) == 1,
        "AES-256-GCM is built in"
    );
    ATLAS_CHECK(
        EVP_CipherUpdate(
            cipher.get(), nullptr, &length, raw(context), static_cast<int>(context.size())
        ) == 1,
        "any context may be authenticated"
    );
    return cipher;
}

}  // namespace

std::string seal(
    std::string_view key, std::string_view plain, std::string_view context, Random& random
) {
    std::string sealed = random.bytes(nonce_bytes);
    auto cipher = start(true, key, sealed, context);
    sealed.resize(nonce_bytes + plain.size() + tag_bytes);
    int length = 0;
    const bool done =
        EVP_CipherUpdate(
            cipher.get(),
            raw(sealed, nonce_bytes),
            &length,
            raw(plain),
            static_cast<int>(plain.size())
        ) == 1 &&
        EVP_CipherFinal_ex(cipher.get(), raw(sealed, nonce_bytes + plain.size()), &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            cipher.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, raw(sealed, nonce_bytes + plain.size())
        ) == 1;
    ATLAS_CHECK(done, "sealing fails for no input");
    return sealed;
}

Result<std::string> unseal(
    std::string_view key, std::string_view sealed, std::string_view context
) {
    const Error refused(ErrorCode::invalid_argument, "the sealed bytes were changed or not ours");
    if (sealed.size() < nonce_bytes + tag_bytes) return refused;
    auto cipher = start(false, key, sealed.substr(0, nonce_bytes), context);
    const auto hidden = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    std::string tag(sealed.substr(sealed.size() - tag_bytes));
    std::string plain(hidden.size(), '\0');
    int length = 0;
    // The decrypted bytes must not be used before the tag is verified by EVP_CipherFinal_ex.
    const bool genuine =
        EVP_CipherUpdate(
            cipher.get(), raw(plain), &length, raw(hidden), static_cast<int>(hidden.size())
        ) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, raw(tag)) == 1 &&
        EVP_CipherFinal_ex(cipher.get(), raw(tag), &length) == 1;
    if (!genuine) return refused;
    return plain;
}

}  // namespace atlas::crypto
