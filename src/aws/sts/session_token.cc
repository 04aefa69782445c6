// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/models/sts/get_session_token.h"
#include "aws/sts/operations.h"

namespace atlas::aws::sts {
namespace {

Answer<GetSessionTokenOutput> session_token(
    const SessionSource& source, Call& call, const GetSessionTokenInput& input
) {
    const auto& caller = call.caller();
    bool long_term =
        caller.kind == Principal::Kind::user || caller.kind == Principal::Kind::administrator;
    if (!long_term || caller.token_issued || !caller.session_policy.empty()) {
        return AwsError{
            "AccessDenied", "Cannot call GetSessionToken with session credentials", 403, {}
        };
    }
    // Limits of AWS: one hour for root; twelve hours by default for a user.
    bool root = caller.kind == Principal::Kind::administrator;
    auto seconds = input.duration_seconds.value_or(43200);
    if (root) seconds = std::min(seconds, 3600);
    crypto::Session session;
    session.principal_arn = caller.arn;
    session.principal_id = root ? caller.account : caller.user_id;
    return GetSessionTokenOutput{
        seal(source, call, std::move(session), std::chrono::seconds(seconds))
    };
}

}  // namespace

Credentials seal(
    const SessionSource& source, Call& call, crypto::Session session, std::chrono::seconds lifetime
) {
    auto& random = call.random();
    session.access_key_id = "ASIA" + random.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    session.secret_access_key =
        random.text(40, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    session.issued = std::chrono::floor<std::chrono::seconds>(call.now());
    session.expiry = *session.issued + lifetime;
    Credentials credentials;
    credentials.access_key_id = session.access_key_id;
    credentials.secret_access_key = session.secret_access_key;
    credentials.session_token = crypto::seal_session(source.region_key(), session, random);
    credentials.expiration = session.expiry;
    return credentials;
}

Operation session_token_operation(const SessionSource& source) {
    return operation<GetSessionToken>([&source](Call& call, const GetSessionTokenInput& input) {
               return session_token(source, call, input);
           }
    ).allowed_to_all();
}

}  // namespace atlas::aws::sts
