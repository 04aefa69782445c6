// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "json/value.h"
#include "linux/fd.h"

namespace atlas::engines::msk {

inline constexpr std::chrono::milliseconds answer_limit{10'000};

/// One command on a broker's control socket, `folder`/control.sock: a JSON line out, with a
/// descriptor where one is given, and the object that answers. unavailable: nobody listens there;
/// timed_out: nothing came within `limit`; invalid_argument: the broker said no. For workers.
Result<json::Value> control(
    const std::string& folder,
    const std::string& line,
    const linux::Fd* descriptor = nullptr,
    std::chrono::milliseconds limit = answer_limit
);

}  // namespace atlas::engines::msk
