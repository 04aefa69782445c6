// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/time_format.h"
#include "events-ingestion/task_credentials.h"

namespace atlas::ingestion {

/// A bearer token for Amazon MSK's IAM authentication over SASL/OAUTHBEARER.
struct MskToken {
    std::string text;
    Time expiry;  // the earlier of the token's and the credentials' expiry
};

/// A presigned GET of https://kafka.<region>.amazonaws.com/?Action=kafka-cluster:Connect, valid for
/// 15 minutes, in base64url without padding. Pure function. Source: AWS's MSK IAM SASL signers,
/// which add User-Agent after signing.
MskToken sign_msk_token(const Credentials& credentials, const std::string& region, Time now);

}  // namespace atlas::ingestion
