// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas::ingestion {

/// Whether `text` is an RFC 3339 date-time with offset, such as "2026-11-22T20:49:43.934+01:00".
bool is_timestamp(std::string_view text);

}  // namespace atlas::ingestion
