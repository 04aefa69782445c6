// SPDX-License-Identifier: Apache-2.0
#include "broker/auth/signed_request.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "base/time_format.h"
#include "crypto/digest.h"
#include "crypto/session_token.h"
#include "crypto/sigv4.h"

namespace atlas::broker {
namespace {

using namespace std::chrono_literals;

constexpr auto skew_max = 5min;  // how far a client's clock may be ahead
constexpr double expires_max_s = 900;

Error refuse(std::string why) {
    return {ErrorCode::invalid_argument, std::move(why)};
}

const std::string& parameter(const SignedRequest& request, std::string_view name) {
    static const std::string none;
    for (const auto& [key, value] : request.parameters)
        if (key == name) return value;
    return none;
}

/// The parts of AKID/yyyymmdd/REGION/kafka-cluster/aws4_request; `text` starts at the day.
struct Scope {
    std::string access_key_id, day, text;
};

Result<Scope> parse_scope(const SignedRequest& request, const Snapshot& snapshot) {
    const std::string& credential = parameter(request, "X-Amz-Credential");
    const auto slash = credential.find('/');
    if (slash == std::string::npos) return refuse("no credential scope");
    Scope scope{credential.substr(0, slash), {}, credential.substr(slash + 1)};
    scope.day = parameter(request, "X-Amz-Date").substr(0, 8);
    if (scope.text != scope.day + "/" + snapshot.region + "/kafka-cluster/aws4_request")
        return refuse("credential scope " + scope.text + " is not of this day, region and service");
    return scope;
}

/// X-Amz-Expires in seconds. Fractions are allowed, because the JavaScript signer sends them.
std::optional<double> parse_expires(const std::string& text) {
    double seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (!(seconds > 0) || seconds > expires_max_s) return std::nullopt;
    return seconds;
}

Result<Time> request_end(const SignedRequest& request, Time now) {
    const auto date = parse_amz_date(parameter(request, "X-Amz-Date"));
    if (!date) return refuse("X-Amz-Date is no date");
    const auto expires = parse_expires(parameter(request, "X-Amz-Expires"));
    if (!expires) return refuse("X-Amz-Expires is not within 900 seconds");
    if (*date > now + skew_max) return refuse("signed in the future");
    const auto end = *date + std::chrono::milliseconds(static_cast<std::int64_t>(*expires * 1000));
    if (end < now) return refuse("the signature has expired");
    return end;
}

/// The same for temporary credentials, all of which are in the session token.
Result<std::string> secret_of_session(
    const std::string& token, const Scope& scope, const Snapshot& snapshot, Time now, Verified& out
) {
    auto session = ATLAS_TRY(crypto::open_session(snapshot.region_key, token));
    // The token contains the secret, so it must belong to the access key of the scope.
    if (session.access_key_id != scope.access_key_id)
        return refuse("the security token belongs to another access key");
    if (session.expiry <= now) return refuse("the security token has expired");
    if (!session.policy.empty())
        out.caller.session_policy = ATLAS_TRY(policy::parse(session.policy));
    out.caller.principal_arn = session.principal_arn;
    out.caller.role_arn = session.role_arn;
    out.caller.session_name = session.session_name;
    out.caller.temporary = true;
    out.caller.bound_id = session.principal_id;
    out.caller.token_issued = session.issued;
    out.caller.session_tags = session.tags;
    out.caller.source_identity = session.source_identity;
    out.credential_end = session.expiry;
    return session.secret_access_key;
}

/// The secret key that must have signed the request; fills `out` with its owner.
Result<std::string> secret_of(
    const SignedRequest& request,
    const Scope& scope,
    const Snapshot& snapshot,
    Time now,
    Verified& out
) {
    const auto& token = parameter(request, "X-Amz-Security-Token");
    if (!token.empty()) return secret_of_session(token, scope, snapshot, now, out);
    const auto key = snapshot.access_keys.find(scope.access_key_id);
    if (key == snapshot.access_keys.end())
        return refuse("access key " + scope.access_key_id + " is not known");
    out.caller.principal_arn = key->second.principal_arn;
    out.caller.access_key_id = scope.access_key_id;
    return key->second.secret;
}

}  // namespace

std::string canonical_request(const SignedRequest& request) {
    std::vector<std::string> pairs;
    for (const auto& [name, value] : request.parameters)
        pairs.push_back(encode_percent(name) + "=" + encode_percent(value));
    std::sort(pairs.begin(), pairs.end());
    std::string query;
    for (const auto& pair : pairs)
        query += (query.empty() ? "" : "&") + pair;
    return "GET\n/\n" + query + "\nhost:" + request.host + "\n\nhost\n" + crypto::sha256_hex("");
}

Result<Verified> verify(const SignedRequest& request, const Snapshot& snapshot, Time now) {
    if (parameter(request, "Action") != "kafka-cluster:Connect")
        return refuse("the action is not kafka-cluster:Connect");
    if (parameter(request, "X-Amz-Algorithm") != "AWS4-HMAC-SHA256")
        return refuse("the algorithm is not AWS4-HMAC-SHA256");
    if (parameter(request, "X-Amz-SignedHeaders") != "host")
        return refuse("the signed headers are not host");
    const auto scope = ATLAS_TRY(parse_scope(request, snapshot));
    Verified verified;
    verified.request_end = ATLAS_TRY(request_end(request, now));
    const auto secret = ATLAS_TRY(secret_of(request, scope, snapshot, now, verified));
    const auto key = crypto::sigv4_key(secret, scope.day, snapshot.region, "kafka-cluster");
    const auto expected = crypto::sigv4_signature(
        key, parameter(request, "X-Amz-Date"), scope.text, canonical_request(request)
    );
    if (!crypto::equal_constant_time(expected, request.signature))
        return refuse("the signature does not match");
    verified.caller.user_agent = request.user_agent;
    return verified;
}

}  // namespace atlas::broker
