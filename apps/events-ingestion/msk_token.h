// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/time_format.h"
#include "events-ingestion/task_credentials.h"

namespace atlas::ingestion {

/// A bearer token for Amazon MSK's IAM authentication over SASL/OAUTHBEARER.
struct MskToken {
    std::string text;
    Time expiry;  // the token's own or the credentials', whichever is sooner
};

/// A presigned GET of https://kafka.<region>.amazonaws.com/?Action=kafka-cluster:Connect, good for
/// 15 minutes, in base64url without padding. Pure. Source: AWS's MSK IAM SASL signers, which all
/// add User-Agent after signing.
MskToken sign_msk_token(const Credentials& credentials, const std::string& region, Time now);

}  // namespace atlas::ingestion
