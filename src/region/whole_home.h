// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::region {

/// Checks that the parts of a home belong together. A missing part is never recreated while others
/// exist: a new store would forget resources that still run, no client would trust a new
/// certificate authority, and a new sealing key would open no secret. `has_rows` says whether the
/// store holds any row; the first start makes the other parts before its first commit and
/// credentials.json last. io: names what is missing.
Result<> check_whole(const std::string& home, bool has_rows);

/// Advice about a damaged home, for the end of an error message.
std::string advice_for_damage(const std::string& home);

}  // namespace atlas::region
