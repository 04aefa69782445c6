// SPDX-License-Identifier: Apache-2.0
#include "crypto/session_token.h"

#include "base/encoding.h"
#include "crypto/seal.h"
#include "json/fields.h"

namespace atlas::crypto {
namespace {

// Keeps a value that was sealed for another purpose from being accepted as a token.
constexpr std::string_view context = "atlas session";

/// The token's content. The names are short because every request carries the token, and they must
/// not change: tokens in use and the broker depend on them.
struct Content {
    Session session;
    static void fields(auto& self, auto&& field) {
        auto& session = self.session;
        field("k", session.access_key_id);
        field("s", session.secret_access_key);
        field("p", session.principal_arn);
        field("r", session.role_arn);
        field("n", session.session_name);
        field("e", session.expiry);
        field("y", session.policy);
        field("d", session.principal_id);
        field("i", session.issued);
        field("t", session.tags);
        field("v", session.transitive_tags);
        field("o", session.source_identity);
    }
};

}  // namespace

std::string seal_session(std::string_view region_key, const Session& session, Random& random) {
    const auto content = json::serialize(json::to_value(Content{session}));
    return encode_base64(seal(region_key, content, context, random));
}

Result<Session> open_session(std::string_view region_key, std::string_view token) {
    const auto sealed = decode_base64(token);
    if (!sealed) return Error(ErrorCode::invalid_argument, "the session token is no base64 text");
    const auto text = ATLAS_TRY(unseal(region_key, *sealed, context));
    const auto value = ATLAS_TRY(json::parse(text));
    Content content;
    ATLAS_TRY(json::from_value(value, content));
    return std::move(content.session);
}

}  // namespace atlas::crypto
