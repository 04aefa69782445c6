// SPDX-License-Identifier: Apache-2.0
// PEM texts, as ImportCertificate takes them: whatever comes is read or refused.
#include "crypto/certificate.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    using namespace atlas::crypto;
    const std::string text(reinterpret_cast<const char*>(bytes), count);
    const auto certificates = count_certificates(text);
    const auto content = read_certificate(text);
    ATLAS_CHECK(
        !certificates || (certificates.value() > 0) == content.ok(), "what is counted can be read"
    );
    if (content) {
        ATLAS_CHECK(content.value().fingerprint_sha256.size() == 64, "SHA-256 in hex");
        (void)atlas::format_iso8601(content.value().validity.not_after);
    }
    (void)check_key({text, text});
    (void)check_issuer(text, text);
    return 0;
}
