// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// What the balancer answers by itself, as an Application Load Balancer does: statuses, bodies and
/// headers. Source: ELB user guide, "Troubleshoot your Application Load Balancers" and "HTTP header
/// limits". Lines of HAProxy's configuration; pure.
namespace atlas::engines::haproxy {

/// Of `defaults`: the bodies of 400, 408, 502, 503 and 504. HAProxy's 503 is a group without a
/// target, or a target that could not be connected to: 502, or 504 after `connect_timeout_ms`.
std::string error_lines();
/// Of a frontend, before its rules: marks when the request began, refuses a head that is larger
/// than ELB takes, and gives the balancer's own answers their Server and Date.
std::string request_limit_lines();
/// Of a backend: the statuses of these bodies, and 502 for an answer that is too large.
std::string failed_target_lines();
/// The answer of a forward that names no group.
std::string no_target_line(const std::string& when);

/// A connection to a target may take so long, the second try included.
inline constexpr int connect_timeout_ms = 10'000;
inline constexpr int request_line_bytes_max = 16 << 10;
inline constexpr int header_bytes_max = 16 << 10;
inline constexpr int request_head_bytes_max = 64 << 10;
inline constexpr int response_head_bytes_max = 32 << 10;

}  // namespace atlas::engines::haproxy
