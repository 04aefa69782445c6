// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/registry_token.h"

#include "base/encoding.h"
#include "crypto/seal.h"
#include "json/fields.h"

namespace atlas::aws::ecr {
namespace {

// Binds a sealed text to this use: a text sealed with the same key for another one does not open.
constexpr std::string_view context = "atlas ecr token";

struct TokenDocument {
    int kind = 0;
    std::string arn;
    std::string role_arn;
    std::string account;
    std::string user_id;
    std::string session_name;
    std::string session_policy;
    std::string access_key_id;
    Time expiry;
    // About the caller's session; missing in tokens that an older version sealed.
    std::string bound_id;
    std::optional<Time> issued;
    std::map<std::string, std::string> session_tags;
    std::string source_identity;
    static void fields(auto& self, auto&& field) {
        field("Kind", self.kind);
        field("Arn", self.arn);
        field("RoleArn", self.role_arn);
        field("Account", self.account);
        field("UserId", self.user_id);
        field("SessionName", self.session_name);
        field("SessionPolicy", self.session_policy);
        field("AccessKeyId", self.access_key_id);
        field("Expiry", self.expiry);
        field("BoundId", self.bound_id);
        field("Issued", self.issued);
        field("SessionTags", self.session_tags);
        field("SourceIdentity", self.source_identity);
    }
};

Error not_ours() {
    return {ErrorCode::invalid_argument, "this is no token of this registry"};
}

}  // namespace

std::string seal_token(
    std::string_view key, const Principal& principal, Time expiry, Random& random
) {
    TokenDocument document{
        static_cast<int>(principal.kind),
        principal.arn,
        principal.role_arn,
        principal.account,
        principal.user_id,
        principal.session_name,
        principal.session_policy,
        principal.access_key_id,
        expiry,
        principal.bound_id,
        principal.token_issued,
        principal.session_tags,
        principal.source_identity
    };
    auto plain = json::serialize(json::to_value(document));
    return encode_base64url(crypto::seal(key, plain, context, random));
}

Result<Token> open_authorization(std::string_view key, std::string_view header) {
    constexpr std::string_view scheme = "Basic ";
    if (!header.starts_with(scheme)) return not_ours();
    auto pair = decode_base64(header.substr(scheme.size()));
    if (!pair || !pair->starts_with("AWS:")) return not_ours();
    auto sealed = decode_base64url(std::string_view(*pair).substr(4));
    if (!sealed) return not_ours();
    auto plain = ATLAS_TRY(crypto::unseal(key, *sealed, context));
    auto value = ATLAS_TRY(json::parse(plain));
    TokenDocument document;
    ATLAS_TRY(json::from_value(value, document));
    Token token;
    token.principal.kind = static_cast<Principal::Kind>(document.kind);
    token.principal.arn = document.arn;
    token.principal.role_arn = document.role_arn;
    token.principal.account = document.account;
    token.principal.user_id = document.user_id;
    token.principal.session_name = document.session_name;
    token.principal.session_policy = document.session_policy;
    token.principal.access_key_id = document.access_key_id;
    token.principal.bound_id = document.bound_id;
    token.principal.token_issued = document.issued;
    token.principal.session_tags = document.session_tags;
    token.principal.source_identity = document.source_identity;
    token.expiry = document.expiry;
    return token;
}

}  // namespace atlas::aws::ecr
