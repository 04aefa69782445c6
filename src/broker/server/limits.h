// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

/// Limits of the server's resources, per connection and for all connections together.
namespace atlas::broker::limits {

inline constexpr std::size_t read_bytes = 64 << 10;      // of one read
inline constexpr int reads_in_turn = 8;                  // before other connections have a turn
inline constexpr std::size_t answers_outstanding = 256;  // per connection
inline constexpr std::size_t output_bytes = 4 << 20;     // unsent, per connection
/// A frame up to this size needs no share of the FrameBudget.
inline constexpr std::size_t small_frame_bytes = 32 << 10;
/// Address space that a large frame gets at once; its memory is taken as its bytes arrive.
inline constexpr std::size_t reserved_bytes = 1 << 20;
/// Of all large frames that are arriving, without the exempted one (see FrameBudget).
inline constexpr std::size_t frames_bytes = 32 << 20;
inline constexpr std::size_t frames_shares = 4;          // one frame may hold frames_bytes / 4
inline constexpr std::size_t records_bytes = 32 << 20;   // records in all answers together
inline constexpr std::size_t coalesce_bytes = 16 << 10;  // small answers are joined up to this
inline constexpr std::chrono::seconds establish{30};     // from accept to authentication
/// A connection with an incomplete frame or unsent output is closed if no byte moves for this long;
/// also if it holds memory for this long while others wait for it.
inline constexpr std::chrono::seconds stall{60};
/// While others wait for memory, a connection that holds some must move this many bytes within the
/// times below: of the frame it sends, or of the answers it receives.
inline constexpr std::size_t contended_bytes = 64 << 10;
inline constexpr std::chrono::seconds contended_frame{2};
inline constexpr std::chrono::seconds contended_answer{5};
inline constexpr std::chrono::seconds idle{600};               // connections.max.idle.ms
inline constexpr std::chrono::milliseconds sweep{1000};        // how often the times are checked
inline constexpr std::chrono::milliseconds accept_pause{100};  // after running out of descriptors

}  // namespace atlas::broker::limits
