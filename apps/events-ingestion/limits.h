// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace atlas::ingestion {

/// What one request may be at most, and what all of them may hold together. Bytes are decompressed
/// bytes. Set from the environment (settings.h); constant afterwards.
struct Limits {
    std::size_t event_bytes_max = 32 << 10;     // Segment's own limit of an event
    std::size_t batch_bytes_max = 1 << 20;      // of a whole body
    std::size_t batch_events_max = 1000;        // events in a body
    std::size_t inflight_bytes_max = 64 << 20;  // of all requests, from body to answer
};

/// A request's head. Heads come before keys, so this times the server's connections is what
/// strangers can make a task hold.
inline constexpr std::size_t header_bytes_max = 12 << 10;
/// An id ("userId", "messageId" …) has at most so many characters: Unicode code points of what it
/// says, escapes undone.
inline constexpr std::size_t id_characters_max = 255;
/// An event's name, or a page's.
inline constexpr std::size_t name_characters_max = 1024;
/// Objects and lists within one another.
inline constexpr int depth_max = 32;

}  // namespace atlas::ingestion
