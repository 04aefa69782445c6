// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "json/value.h"
#include "linux/fd.h"

namespace atlas::engines::msk {

inline constexpr std::chrono::milliseconds answer_limit{10'000};

/// Sends one command, a line of JSON, to a broker's control socket `folder`/control.sock, with a
/// descriptor if one is given, and returns the JSON answer. unavailable: nobody listens; timed_out:
/// no answer within `limit`; invalid_argument: the broker refused the command. Blocking; for
/// workers.
Result<json::Value> control(
    const std::string& folder,
    const std::string& line,
    const linux::Fd* descriptor = nullptr,
    std::chrono::milliseconds limit = answer_limit
);

}  // namespace atlas::engines::msk
