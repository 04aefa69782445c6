// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Answers that the balancer generates itself, as an Application Load Balancer does: statuses,
/// bodies and headers. Source: ELB user guide, "Troubleshoot your Application Load Balancers" and
/// "HTTP header limits". The functions return lines of HAProxy's configuration and are pure.
namespace atlas::engines::haproxy {

/// Lines of `defaults`: the bodies of 400, 408, 502, 503 and 504. HAProxy's 503 has three causes: a
/// group without a target is 503, a target that cannot be connected to is 502, or 504 after
/// `connect_timeout_ms`.
std::string error_lines();
/// Lines of a frontend, before its rules: record the time of the request, refuse a head that is
/// larger than ELB's limits, and set Server and Date of the balancer's own answers.
std::string request_limit_lines();
/// Lines of a backend: the statuses for these bodies, and 502 for a response head that is too
/// large.
std::string failed_target_lines();
/// The answer of a forward without a group.
std::string no_target_line(const std::string& when);

/// Time limit for connecting to a target, the second attempt included.
inline constexpr int connect_timeout_ms = 10'000;
inline constexpr int request_line_bytes_max = 16 << 10;
inline constexpr int header_bytes_max = 16 << 10;
inline constexpr int request_head_bytes_max = 64 << 10;
inline constexpr int response_head_bytes_max = 32 << 10;

}  // namespace atlas::engines::haproxy
