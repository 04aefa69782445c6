// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/msk_token.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/sigv4.h"

namespace atlas::ingestion {

MskToken sign_msk_token(const Credentials& credentials, const std::string& region, Time now) {
    constexpr std::chrono::seconds lifetime{900};
    auto date = format_amz_date(now);
    auto day = date.substr(0, 8);
    auto scope = day + "/" + region + "/kafka-cluster/aws4_request";
    auto host = "kafka." + region + ".amazonaws.com";

    // The canonical request needs the names in sorted order.
    std::string query = "Action=kafka-cluster%3AConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256";
    query += "&X-Amz-Credential=" + encode_percent(credentials.access_key_id + "/" + scope);
    query += "&X-Amz-Date=" + date;
    query += "&X-Amz-Expires=" + std::to_string(lifetime.count());
    if (!credentials.session_token.empty()) {
        query += "&X-Amz-Security-Token=" + encode_percent(credentials.session_token);
    }
    query += "&X-Amz-SignedHeaders=host";

    auto canonical = "GET\n/\n" + query + "\nhost:" + host + "\n\nhost\n" + crypto::sha256_hex("");
    auto key = crypto::sigv4_key(credentials.secret_access_key, day, region, "kafka-cluster");
    auto signature = crypto::sigv4_signature(key, date, scope, canonical);
    auto url = "https://" + host + "/?" + query + "&X-Amz-Signature=" + signature +
               "&User-Agent=atlas-events-ingestion";

    Time expiry = now + lifetime;
    if (credentials.expiry) expiry = std::min(expiry, *credentials.expiry);
    return {encode_base64url(url), expiry};
}

}  // namespace atlas::ingestion
