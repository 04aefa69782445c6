// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "json/value.h"
#include "linux/fd.h"

namespace atlas::engines::msk {

/// One command on a broker's control socket, `folder`/control.sock: a JSON line out, with a
/// descriptor where one is given, and the object that answers. unavailable: nobody listens there;
/// invalid_argument: the broker said no. At most ten seconds; for workers.
Result<json::Value> control(
    const std::string& folder, const std::string& line, const linux::Fd* descriptor = nullptr
);

}  // namespace atlas::engines::msk
