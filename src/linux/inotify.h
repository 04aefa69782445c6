// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::linux {

/// Opens a non-blocking inotify instance (inotify_init1(2)). exhausted: this user has no instance
/// left; the message then names the limit, fs.inotify.max_user_instances, since the errno's text
/// ("Too many open files") is misleading.
Result<Fd> open_inotify();

}  // namespace atlas::linux
