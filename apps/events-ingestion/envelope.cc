// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/envelope.h"

namespace atlas::ingestion {

void append_envelope(
    std::string& out, const Receipt& receipt, std::string_view message_id, std::string_view event
) {
    static_assert(schema_version == 1, "the digit below says so too");
    out.append(R"({"schemaVersion":1,"messageId":")");
    out.append(message_id);
    out.append(R"(","receivedAt":")");
    out.append(receipt.received_at);
    out.append(R"(","writeKeyId":)");
    append_quoted(out, receipt.write_key_id);
    out.append(R"(,"event":)");
    out.append(event);
    out.push_back('}');
}

std::size_t envelope_bytes_max(
    const Receipt& receipt, std::string_view message_id, std::string_view event
) {
    // The constant parts have 74 bytes; an escaped byte of the key id has at most six.
    constexpr std::size_t fixed = 128;
    return fixed + receipt.received_at.size() + 6 * receipt.write_key_id.size() +
           message_id.size() + event.size();
}

}  // namespace atlas::ingestion
