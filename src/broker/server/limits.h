// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

/// What one client, and all together, may take of the server.
namespace atlas::broker::limits {

inline constexpr std::size_t read_bytes = 64 << 10;      // of one read
inline constexpr int reads_in_turn = 8;                  // before others have their turn
inline constexpr std::size_t answers_outstanding = 256;  // of one connection
inline constexpr std::size_t output_bytes = 4 << 20;     // waiting to be sent, of one connection
/// A frame of this size needs no memory of the FrameBudget.
inline constexpr std::size_t small_frame_bytes = 32 << 10;
/// Of large frames arriving, all together, beside the one that has no limit.
inline constexpr std::size_t frames_bytes = 32 << 20;
inline constexpr std::size_t frames_shares = 4;          // one frame holds at most one of them
inline constexpr std::size_t records_bytes = 32 << 20;   // of records in answers, all together
inline constexpr std::size_t coalesce_bytes = 16 << 10;  // small answers leave together
inline constexpr std::chrono::seconds establish{30};     // from accept to an identity
/// A frame half sent or an answer not taken: without a byte, or, where others wait, at all.
inline constexpr std::chrono::seconds stall{60};
/// Where others wait for memory, who holds some moves at least so much in that time: of a frame
/// that it sends, of an answer that it takes.
inline constexpr std::size_t contended_bytes = 64 << 10;
inline constexpr std::chrono::seconds contended_frame{2};
inline constexpr std::chrono::seconds contended_answer{5};
inline constexpr std::chrono::seconds idle{600};               // connections.max.idle.ms
inline constexpr std::chrono::milliseconds sweep{1000};        // how often these are looked at
inline constexpr std::chrono::milliseconds accept_pause{100};  // after running out of descriptors

}  // namespace atlas::broker::limits
