// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::linux {

/// inotify_init1(2), not blocking. exhausted: this user's instances are used up, with the setting
/// that limits them (fs.inotify.max_user_instances), which errno's own words do not tell.
Result<Fd> open_inotify();

}  // namespace atlas::linux
