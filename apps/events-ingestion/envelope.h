// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "events-ingestion/event.h"

namespace atlas::ingestion {

/// The version of what lies on the topic; raised when a member changes its meaning.
inline constexpr int schema_version = 1;

/// What is the same for every event of a request.
struct Receipt {
    std::string received_at;  // 2026-11-22T20:49:43.934Z
    std::string write_key_id;
};

/// Appends the record's value:
///
///     {"schemaVersion":1,"messageId":"…","receivedAt":"…","writeKeyId":"…","event":{as it was
///     sent}}
///
/// `message_id` is the client's, still escaped, or the one that the service made.
void append_envelope(
    std::string& out, const Receipt& receipt, std::string_view message_id, std::string_view event
);
/// An upper bound of what append_envelope adds, for one allocation a request.
std::size_t envelope_bytes_max(
    const Receipt& receipt, std::string_view message_id, std::string_view event
);

}  // namespace atlas::ingestion
