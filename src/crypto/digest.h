// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Digests and signatures over OpenSSL, as plain strings of bytes. Any thread.
namespace atlas::crypto {

/// 32 raw bytes.
std::string sha256(std::string_view bytes);
/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);
/// 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// True when both are equal; takes as long wherever they differ.
bool equal_constant_time(std::string_view left, std::string_view right);

/// A digest over bytes that come piece by piece.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(std::string_view bytes);
    /// 64 lower-case hex digits; nothing may be added afterwards.
    std::string finish_hex();

private:
    void* context_;
};

}  // namespace atlas::crypto
