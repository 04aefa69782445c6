// SPDX-License-Identifier: Apache-2.0
// seal_session KEY_HEX ROLE_ARN SESSION SECONDS [ROLE_ID]: temporary credentials as the region
// makes them, for tests: access key id, secret and token, a line each. Without ROLE_ID they are
// those of an older region.
#include <cstdio>
#include <cstdlib>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"
#include "crypto/session_token.h"

int main(int count, char** arguments) {
    if (count != 5 && count != 6) return 2;
    const auto key = atlas::decode_hex(arguments[1]);
    if (!key) return 2;
    const std::string role = arguments[2];
    const std::string name = arguments[3];
    atlas::SystemRandom random;
    atlas::crypto::Session session;
    session.access_key_id = "ASIA" + random.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    session.secret_access_key = random.hex(40);
    session.role_arn = role;
    session.session_name = name;
    session.expiry = atlas::SystemClock().now() + std::chrono::seconds(std::atoi(arguments[4]));
    // arn:aws:iam::A:role/R → arn:aws:sts::A:assumed-role/R/SESSION
    session.principal_arn = role;
    session.principal_arn.replace(role.find(":iam:"), 5, ":sts:");
    session.principal_arn.replace(session.principal_arn.find(":role/"), 6, ":assumed-role/");
    session.principal_arn += "/" + name;
    if (count == 6) {
        session.principal_id = arguments[5];
        session.issued = atlas::SystemClock().now();
    }
    const auto token = atlas::crypto::seal_session(*key, session, random);
    std::printf(
        "%s\n%s\n%s\n",
        session.access_key_id.c_str(),
        session.secret_access_key.c_str(),
        token.c_str()
    );
}
