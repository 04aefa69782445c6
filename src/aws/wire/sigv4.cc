// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/sigv4.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/core.h>

#include "aws/wire/query_tree.h"
#include "base/text_parts.h"
#include "base/time_format.h"
#include "crypto/digest.h"
#include "crypto/sigv4.h"

namespace atlas::aws {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::chrono::minutes skew_max{15};
constexpr long presigned_seconds_max = 604'800;  // one week, AWS's limit

AwsError refused(std::string code, std::string message) {
    return {std::move(code), std::move(message), 403, {}};
}

AwsError incomplete(std::string message) {
    return {"IncompleteSignature", std::move(message), 400, {}};
}

AwsError mismatch(std::string message) {
    return refused("SignatureDoesNotMatch", std::move(message));
}

/// The signing time: X-Amz-Date, or Date without it.
std::optional<Time> time_of(const net::Request& request) {
    if (auto* stamp = request.headers.find("x-amz-date")) return parse_amz_date(*stamp);
    auto* date = request.headers.find("date");
    if (!date) return std::nullopt;
    auto time = parse_http_date(*date);
    return time ? time : parse_amz_date(*date);
}

std::string header_of(const net::Request& request, std::string_view name) {
    auto* value = request.headers.find(name);
    return value ? *value : std::string();
}

Answer<> read_scope(std::string_view credential, Signature& signature) {
    auto scope = split(credential, '/');
    if (scope.size() != 5 || scope[4] != "aws4_request") {
        return incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term."
        );
    }
    signature.access_key_id = scope[0];
    signature.day = scope[1];
    signature.region = scope[2];
    signature.service = scope[3];
    return {};
}

void read_signed_headers(std::string_view value, Signature& signature) {
    for (auto name : split(value, ';'))
        signature.signed_headers.emplace_back(name);
}

/// The first header that must be signed and is not, or empty. An unsigned x-amz- header could be
/// changed on the way and give the request another meaning.
std::string find_unsigned(const net::Request& request, const Signature& signature) {
    auto is_signed = [&](std::string_view name) {
        return std::ranges::find(signature.signed_headers, name) != signature.signed_headers.end();
    };
    if (!is_signed("host")) return "host";
    for (const auto& [header, value] : request.headers) {
        std::string name(header);
        for (char& letter : name)
            if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        if (name.starts_with("x-amz-") && !is_signed(name)) return name;
    }
    return {};
}

/// The messages are AWS's own: some SDKs read the server's time out of them.
Answer<> check_time(const Signature& signature, Time signed_at, Time now) {
    auto stamp = format_amz_date(signed_at);
    if (!stamp.starts_with(signature.day)) {
        return mismatch(fmt::format(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '{}' != '{}', from '{}'.",
            signature.day,
            stamp.substr(0, 8),
            stamp
        ));
    }
    if (signature.expires && now > signed_at + *signature.expires) {
        return mismatch(fmt::format(
            "Signature expired: {} is now earlier than {} ({} - {} sec.)",
            stamp,
            format_amz_date(now - *signature.expires),
            format_amz_date(now),
            signature.expires->count()
        ));
    }
    if (!signature.expires && signed_at < now - skew_max) {
        return mismatch(fmt::format(
            "Signature expired: {} is now earlier than {} ({} - 15 min.)",
            stamp,
            format_amz_date(now - skew_max),
            format_amz_date(now)
        ));
    }
    if (signed_at > now + skew_max) {
        return mismatch(fmt::format(
            "Signature not yet current: {} is still later than {} ({} + 15 min.)",
            stamp,
            format_amz_date(now + skew_max),
            format_amz_date(now)
        ));
    }
    return {};
}

/// The hash always comes from the received body, so a signature of another body does not match.
/// Only S3 lets a client leave the body unsigned.
Answer<std::string> payload_hash_of(const net::Request& request, std::string_view service) {
    auto hash = crypto::sha256_hex(request.body);
    if (service != "s3") return hash;
    auto* sent = request.headers.find("x-amz-content-sha256");
    if (sent && *sent == "UNSIGNED-PAYLOAD") return *sent;
    if (sent && *sent != hash) {
        return AwsError{
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
            400,
            {}
        };
    }
    return hash;
}

/// The parameters of a presigned URL. (Source: "Authenticating Requests: Using Query Parameters",
/// Amazon S3 API Reference.)
Answer<Signature> parse_presigned(const net::Request& request) {
    auto form = parse_query(request.query());
    if (!form) return std::move(form).error();
    const auto& parameters = form.value();
    if (parameters.value_of("X-Amz-Algorithm") != algorithm)
        return incomplete("X-Amz-Algorithm must be AWS4-HMAC-SHA256.");
    Signature signature;
    auto scope = read_scope(parameters.value_of("X-Amz-Credential"), signature);
    if (!scope) return std::move(scope).error();
    read_signed_headers(parameters.value_of("X-Amz-SignedHeaders"), signature);
    signature.signature = parameters.value_of("X-Amz-Signature");
    signature.session_token = parameters.value_of("X-Amz-Security-Token");
    signature.signed_at = parse_amz_date(parameters.value_of("X-Amz-Date"));
    auto text = parameters.value_of("X-Amz-Expires");
    long seconds = 0;
    auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    bool whole = wrong == std::errc() && end == text.data() + text.size();
    if (!whole || seconds < 1 || seconds > presigned_seconds_max) {
        return incomplete(fmt::format(
            "X-Amz-Expires must be a number of seconds from 1 to {}.", presigned_seconds_max
        ));
    }
    signature.expires = std::chrono::seconds(seconds);
    return signature;
}

}  // namespace

Answer<Signature> parse_signature(const net::Request& request) {
    auto* header = request.headers.find("authorization");
    if (!header) {
        if (request.query().find("X-Amz-Signature=") != std::string_view::npos)
            return parse_presigned(request);
        return refused("MissingAuthenticationToken", "Request is missing Authentication Token");
    }
    auto* payload = request.headers.find("x-amz-content-sha256");
    if (payload && payload->starts_with("STREAMING-")) {
        return AwsError{"NotImplemented", "Streaming payloads are not implemented.", 501, {}};
    }
    std::string_view text = *header;
    if (!text.starts_with(algorithm)) {
        return incomplete("Authorization header requires the algorithm AWS4-HMAC-SHA256.");
    }
    text.remove_prefix(algorithm.size());
    Signature signature;
    std::string_view credential;
    for (auto part : split(text, ',')) {
        part = trim(part);
        auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        auto value = part.substr(equals + 1);
        if (part.starts_with("Credential=")) credential = value;
        if (part.starts_with("Signature=")) signature.signature = value;
        if (part.starts_with("SignedHeaders=")) read_signed_headers(value, signature);
    }
    if (auto scope = read_scope(credential, signature); !scope) return std::move(scope).error();
    if (signature.signature.empty() || signature.signed_headers.empty()) {
        return incomplete(
            "Authorization header requires 'Signature' and 'SignedHeaders' "
            "parameters."
        );
    }
    signature.session_token = header_of(request, "x-amz-security-token");
    signature.signed_at = time_of(request);
    return signature;
}

Answer<std::string> verify_signature(
    const net::Request& request, const Signature& signature, const Expected& expected
) {
    if (signature.region != expected.region) {
        return mismatch(fmt::format(
            "Credential should be scoped to a valid region, not '{}'.", signature.region
        ));
    }
    if (signature.service != expected.service) {
        return mismatch(
            fmt::format("Credential should be scoped to correct service: '{}'.", expected.service)
        );
    }
    auto signed_at = signature.signed_at;
    if (!signed_at) {
        return incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        );
    }
    if (auto time = check_time(signature, *signed_at, expected.now); !time)
        return std::move(time).error();
    if (auto name = find_unsigned(request, signature); !name.empty()) {
        return incomplete(fmt::format(
            "'{}' must be a 'SignedHeader' in the AWS Authorization.",
            name == "host" ? "Host" : name
        ));
    }
    auto hash = payload_hash_of(request, expected.service);
    if (!hash) return hash;
    auto scope =
        fmt::format("{}/{}/{}/aws4_request", signature.day, signature.region, signature.service);
    auto key = crypto::sigv4_key(
        expected.secret_access_key, signature.day, signature.region, signature.service
    );
    auto canonical = canonical_request(
        request, signature.signed_headers, hash.value(), expected.service != "s3"
    );
    auto computed = crypto::sigv4_signature(key, format_amz_date(*signed_at), scope, canonical);
    if (!crypto::equal_constant_time(computed, signature.signature)) {
        return mismatch(
            "The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details."
        );
    }
    return hash;
}

}  // namespace atlas::aws
