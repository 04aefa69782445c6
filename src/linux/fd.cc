// SPDX-License-Identifier: Apache-2.0
#include "linux/fd.h"

#include <unistd.h>

namespace atlas::linux {

void Fd::close() {
    // Not repeated on EINTR: on Linux the descriptor is closed even then.
    if (number_ >= 0) ::close(std::exchange(number_, -1));
}

}  // namespace atlas::linux
