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

/// What the listener and the moment add to what a client says.
struct Circumstances {
    const Snapshot& snapshot;
    const std::set<std::string, std::less<>>& hosts;  // names under which this cluster is known
    Time now;
    /// connections.max.reauth.ms: no session is longer; zero = no cap.
    std::chrono::milliseconds session_max{0};
};

/// Reads the client's one message of AWS_MSK_IAM (a JSON object) and verifies it. `host` must be
/// one of the cluster's names. The session ends with temporary credentials, else never.
Result<Caller> authenticate_aws_msk_iam(std::string_view message, const Circumstances& around);

/// The same for OAUTHBEARER (RFC 7628), whose token is a presigned URL in base64url. The host is
/// the regional constant `kafka.REGION.amazonaws.com`; the session ends with the token.
Result<Caller> authenticate_oauthbearer(std::string_view message, const Circumstances& around);

/// The server's last word in AWS_MSK_IAM: version and request id, nothing else.
std::string aws_msk_iam_answer(const std::string& request_id);

/// The earlier of `end` and the cap.
std::optional<Time> capped(std::optional<Time> end, const Circumstances& around);

}  // namespace atlas::broker
