// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace atlas::ingestion {

/// Limits of one request and of all requests together. Bytes are decompressed bytes. Set from the
/// environment (settings.h); constant afterwards.
struct Limits {
    std::size_t event_bytes_max = 32 << 10;     // Segment's limit of an event
    std::size_t batch_bytes_max = 1 << 20;      // of a whole body
    std::size_t batch_events_max = 1000;        // events in a body
    std::size_t inflight_bytes_max = 64 << 20;  // of all requests, from body to answer
};

/// A request's head. It is buffered before the write key is checked, so unauthenticated clients can
/// make a task use this much memory per connection.
inline constexpr std::size_t header_bytes_max = 12 << 10;
/// Of an id ("userId", "messageId" …), in code points of the unescaped text.
inline constexpr std::size_t id_characters_max = 255;
/// Of the name of an event or a page.
inline constexpr std::size_t name_characters_max = 1024;
/// Nesting of objects and lists.
inline constexpr int depth_max = 32;

}  // namespace atlas::ingestion
