// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <set>
#include <string>
#include <string_view>

#include "base/random.h"
#include "broker/auth/signed_request.h"

namespace atlas::broker {

/// The SASL mechanisms of MSK's IAM port.
inline constexpr std::string_view aws_msk_iam = "AWS_MSK_IAM";
inline constexpr std::string_view oauthbearer = "OAUTHBEARER";
inline constexpr std::array mechanisms{aws_msk_iam, oauthbearer};

/// What authentication needs besides the client's message.
struct Circumstances {
    const Snapshot& snapshot;
    const std::set<std::string, std::less<>>& hosts;  // advertised host names of this cluster
    Time now;
    /// connections.max.reauth.ms, the longest session; 0 = no limit.
    std::chrono::milliseconds session_max{0};
};

/// Verifies the client's only message of AWS_MSK_IAM, a JSON object. Its `host` must be one of
/// `hosts`. The session ends with temporary credentials and at the latest after session_max.
/// invalid_argument with the reason, for the log.
Result<Caller> authenticate_aws_msk_iam(std::string_view message, const Circumstances& around);

/// The same for OAUTHBEARER (RFC 7628), whose token is a presigned URL in base64url. Its host is
/// always `kafka.REGION.amazonaws.com`; the session also ends with the token.
Result<Caller> authenticate_oauthbearer(std::string_view message, const Circumstances& around);

/// The server's answer in AWS_MSK_IAM: a JSON object with version and request id.
std::string aws_msk_iam_answer(const std::string& request_id);

/// `end`, limited by session_max from now on.
std::optional<Time> capped(std::optional<Time> end, const Circumstances& around);

}  // namespace atlas::broker
