// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Digests and HMAC by OpenSSL, with bytes as plain strings. Any thread.
namespace atlas::crypto {

/// 32 raw bytes.
std::string sha256(std::string_view bytes);
/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);
/// 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Whether both are equal, in a time that does not depend on where they differ (only on whether
/// their lengths do). For secrets and signatures.
bool equal_constant_time(std::string_view left, std::string_view right);

/// SHA-256 over bytes that arrive in pieces. One thread at a time; a moved-from object may only be
/// destroyed or assigned to.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(std::string_view bytes);
    /// 64 lower-case hex digits. Ends the digest: no other call may follow.
    std::string finish_hex();

private:
    void* context_;  // an EVP_MD_CTX, owned; OpenSSL's headers stay inside crypto
};

}  // namespace atlas::crypto
