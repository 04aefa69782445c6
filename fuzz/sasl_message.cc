// SPDX-License-Identifier: Apache-2.0
// The first thing a stranger says to the broker: the message of AWS_MSK_IAM or OAUTHBEARER. Nobody
// is let in, since no key is known, whatever is said.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "broker/auth/mechanism.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    using namespace atlas::broker;
    static const Snapshot snapshot = [] {
        Snapshot made;
        made.region_key = std::string(32, 'k');
        made.account = "123456789012";
        made.region = "us-east-1";
        return made;
    }();
    static const std::set<std::string, std::less<>> hosts{"localhost"};
    const Circumstances around{
        snapshot, hosts, *atlas::parse_amz_date("20261122T210600Z"), std::chrono::milliseconds(0)
    };
    const std::string_view message(reinterpret_cast<const char*>(bytes), count);
    ATLAS_CHECK(!authenticate_aws_msk_iam(message, around).ok(), "nobody is known");
    ATLAS_CHECK(!authenticate_oauthbearer(message, around).ok(), "nobody is known");
    return 0;
}
