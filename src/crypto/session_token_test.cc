// SPDX-License-Identifier: Apache-2.0
#include "crypto/session_token.h"

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/seal.h"

namespace atlas::crypto {
namespace {

using namespace std::chrono_literals;

const std::string key = sha256("a region's key");

TEST_CASE("AES-256-GCM opens NIST's example of a sealed empty text and a sealed block") {
    // Test cases 13 and 14 of the GCM specification, with a key and nonce of zeros.
    const std::string zeros(32, '\0');
    const std::string nonce(12, '\0');
    const auto empty = *decode_hex("530f8afbc74536b9a963b4f1c4cb738b");
    CHECK(unseal(zeros, nonce + empty, "").value() == "");
    const auto block =
        *decode_hex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    CHECK(unseal(zeros, nonce + block, "").value() == std::string(16, '\0'));
}

TEST_CASE("a changed bit, key or context does not open") {
    SeededRandom random(1);
    const auto sealed = seal(key, "the secret", "here", random);
    CHECK(unseal(key, sealed, "here").value() == "the secret");
    CHECK(seal(key, "the secret", "here", random) != sealed);
    CHECK_FALSE(unseal(key, sealed, "there").ok());
    CHECK_FALSE(unseal(sha256("another"), sealed, "here").ok());
    CHECK_FALSE(unseal(key, "short", "here").ok());
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        auto changed = sealed;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        CHECK_FALSE(unseal(key, changed, "here").ok());
    }
}

TEST_CASE("a session token holds its session and nobody else's key opens it") {
    SeededRandom random(2);
    const Session session{
        .access_key_id = "ASIAEXAMPLEEXAMPLE00",
        .secret_access_key = std::string(40, 's'),
        .principal_arn = "arn:aws:sts::123456789012:assumed-role/task/ab12",
        .role_arn = "arn:aws:iam::123456789012:role/task",
        .session_name = "ab12",
        .expiry = Time(1763926800s),
        .policy = R"({"Version":"2012-10-17"})",
    };
    const auto token = seal_session(key, session, random);
    CHECK(token.size() < 1024);
    const auto opened = open_session(key, token).value();
    CHECK(opened.access_key_id == session.access_key_id);
    CHECK(opened.secret_access_key == session.secret_access_key);
    CHECK(opened.principal_arn == session.principal_arn);
    CHECK(opened.role_arn == session.role_arn);
    CHECK(opened.session_name == session.session_name);
    CHECK(opened.expiry == session.expiry);
    CHECK(opened.policy == session.policy);
    CHECK_FALSE(open_session(sha256("another"), token).ok());
    CHECK_FALSE(open_session(key, "no token").ok());
    CHECK_FALSE(open_session(key, "").ok());
}

}  // namespace
}  // namespace atlas::crypto
