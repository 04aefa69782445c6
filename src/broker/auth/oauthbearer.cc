// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "broker/auth/mechanism.h"

namespace atlas::broker {
namespace {

Error refuse(std::string why) {
    return {ErrorCode::invalid_argument, std::move(why)};
}

/// `n,[a=authzid],\x01auth=Bearer TOKEN[\x01key=value…]\x01\x01` → TOKEN (RFC 7628, 3.1). kafkajs
/// sends a stray quote before `a=`, so only the leading "n," of the GS2 header is checked.
Result<std::string_view> token_of(std::string_view message) {
    constexpr char separator = '\x01';
    constexpr std::string_view begin = "auth=Bearer ";
    if (!message.starts_with("n,")) return refuse("no GS2 header");
    for (std::size_t at = message.find(separator); at != message.npos;) {
        const auto rest = message.substr(at + 1);
        const auto end = rest.find(separator);
        if (end == rest.npos) break;
        if (rest.starts_with(begin)) return rest.substr(begin.size(), end - begin.size());
        at += 1 + end;
    }
    return refuse("no auth=Bearer");
}

Result<> add_parameter(std::string_view pair, SignedRequest& request) {
    const auto equals = pair.find('=');
    const auto name = decode_percent(pair.substr(0, equals));
    const auto value = decode_percent(equals == pair.npos ? "" : pair.substr(equals + 1));
    if (!name || !value) return refuse("a broken escape in the token");
    if (*name == "X-Amz-Signature") {
        request.signature = *value;
    } else if (*name == "User-Agent") {  // AWS's signers add it after signing.
        request.user_agent = *value;
    } else {
        request.parameters.emplace_back(*name, *value);
    }
    return {};
}

Result<SignedRequest> parse_url(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    const auto query = url.find('?');
    if (!url.starts_with(scheme) || query == url.npos) return refuse("the token is no https URL");
    SignedRequest request;
    request.host = url.substr(scheme.size(), query - scheme.size());
    if (request.host.ends_with('/')) request.host.pop_back();
    for (auto rest = url.substr(query + 1); !rest.empty();) {
        const auto end = std::min(rest.find('&'), rest.size());
        ATLAS_TRY(add_parameter(rest.substr(0, end), request));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return request;
}

}  // namespace

Result<Caller> authenticate_oauthbearer(std::string_view message, const Circumstances& around) {
    const auto token = ATLAS_TRY(token_of(message));
    const auto url = decode_base64url(token);
    if (!url) return refuse("the token is not base64url");
    const auto request = ATLAS_TRY(parse_url(*url));
    if (request.host != "kafka." + around.snapshot.region + ".amazonaws.com")
        return refuse("the token is for " + request.host);
    auto verified = ATLAS_TRY(verify(request, around.snapshot, around.now));
    auto end = verified.request_end;
    if (verified.credential_end) end = std::min(end, *verified.credential_end);
    verified.caller.session_end = capped(end, around);
    return std::move(verified.caller);
}

}  // namespace atlas::broker
