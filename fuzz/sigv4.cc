// SPDX-License-Identifier: Apache-2.0
// A stranger's signature: whoever lacks the secret is never believed, and what its owner signed is
// never believed after a change.
#include "aws/wire/sigv4.h"

#include <cstdint>

#include "aws/wire/testing/sign_request.h"
#include "base/check.h"
#include "request_of.h"

namespace {

using namespace atlas;
using namespace atlas::aws;

bool believed(const net::Request& request, const Expected& expected) {
    const auto signature = parse_signature(request);
    return signature.ok() && verify_signature(request, signature.value(), expected).ok();
}

/// Whether nothing stands in the head that the signer below leaves out.
bool is_plain(const net::Request& request) {
    for (const auto& [name, value] : request.headers)
        if (name.size() >= 6 && net::same_name(name.substr(0, 6), "x-amz-")) return false;
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    auto request = fuzz::request_of({reinterpret_cast<const char*>(bytes), count});
    if (!request) return 0;
    const Expected expected{
        .secret_access_key = "a secret that nobody has",
        .region = "us-east-1",
        .service = "ec2",
        .now = *parse_amz_date("20261122T210600Z")
    };
    ATLAS_CHECK(!believed(*request, expected), "who lacks the secret is not believed");

    const bool plain = is_plain(*request);
    testing::Signer signer;
    signer.access_key_id = "AKIDEXAMPLE";
    signer.secret_access_key = expected.secret_access_key;
    testing::sign(*request, signer, "ec2", expected.now);
    ATLAS_CHECK(!plain || believed(*request, expected), "who has the secret is believed");
    for (auto* part : {&request->method, &request->target, &request->body}) {
        part->push_back('x');
        ATLAS_CHECK(!believed(*request, expected), "what was changed is not believed");
        part->pop_back();
    }
    return 0;
}
