// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::region {

/// Whether the parts of a home belong together. A part that is gone is never made anew beside the
/// others: a new store would forget resources that still run, a new authority would be trusted by
/// nobody, a new sealing key opens no secret. `has_rows`: whether the store holds anything; the
/// first start makes the other parts before its first commit, and the administrator's access last.
/// io: what is missing.
Result<> check_whole(const std::string& home, bool has_rows);

/// What to do about a damaged home, to end a message with.
std::string advice_for_damage(const std::string& home);

}  // namespace atlas::region
